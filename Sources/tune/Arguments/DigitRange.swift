/// How many digits the numbers of a made-up task have: `3-9` or `7`.
struct DigitRange: Equatable {
    /// Numbers of up to this many digits fit into 64 bits.
    static let most = 18

    /// The numbers of digits that occur.
    let range: ClosedRange<Int>

    /// Reads `LOW-HIGH` or one number.
    init(text: String) throws(ArgumentError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
        }
        guard numbers.count == parts.count, (1...2).contains(numbers.count),
            let low = numbers.first, let high = numbers.last,
            low >= 1, low <= high, high <= Self.most
        else {
            throw ArgumentError(
                "--digits", found: "\"\(text)\"",
                expected: "a range such as 3-9 within 1-\(Self.most), or one number")
        }
        range = low...high
    }
}
