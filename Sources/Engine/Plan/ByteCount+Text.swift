extension ByteCount {
    /// Reads a size such as `2GiB`, `1.5 GB` or `1073741824` (bytes), rounded down to whole bytes.
    ///
    /// KiB, MiB, GiB and TiB are powers of 1024; KB, MB, GB and TB are powers of 1000.
    ///
    /// - Throws: `ByteCountError` for anything else, for less than one byte and for more than a
    ///   64-bit number holds.
    public init(text: String) throws(ByteCountError) {
        let number = text.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
        let unitText = text.dropFirst(number.count).drop { $0 == " " }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count <= 2,
            parts.last?.isEmpty == false
        else { throw ByteCountError(found: text, reason: .notANumber) }
        guard let unit = Self.units[String(unitText)] else {
            throw ByteCountError(found: text, reason: .unknownUnit(String(unitText)))
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.isEmpty || unit > 1 else {
            throw ByteCountError(found: text, reason: .partOfAByte)
        }
        guard let bytes = Self.bytes(whole: whole, fraction: fraction, unit: unit) else {
            throw ByteCountError(found: text, reason: .tooLarge)
        }
        guard bytes > 0 else { throw ByteCountError(found: text, reason: .nothing) }
        self.init(bytes)
    }

    /// The size for people: in the largest power of 1024 that it reaches, two decimals.
    public var displayText: String {
        for (name, power) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where rawValue >= 1 << power {
            let (whole, rest) = rawValue.quotientAndRemainder(dividingBy: 1 << power)
            let hundredths = rest / (1 << (power - 10)) * 100 / 1024
            return "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths) \(name)"
        }
        return "\(rawValue) bytes"
    }

    private static let units: [String: Int] = [
        "": 1, "B": 1,
        "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
        "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    ]

    /// `whole.fraction` times `unit` in whole numbers, or `nil` where 64 bits do not hold it.
    private static func bytes(whole: Substring, fraction: Substring, unit: Int) -> Int? {
        guard let whole = Int(whole) else { return nil }
        let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        // 15 decimals tell single bytes of a TiB apart; what follows them cannot add a byte.
        var numerator = 0
        var denominator = 1
        for digit in fraction.prefix(15) {
            numerator = numerator * 10 + (digit.wholeNumberValue ?? 0)
            denominator *= 10
        }
        let scaled = numerator.multipliedFullWidth(by: unit)
        let part = denominator.dividingFullWidth(scaled).quotient
        let (sum, sumOverflow) = product.addingReportingOverflow(part)
        return sumOverflow ? nil : sum
    }
}
