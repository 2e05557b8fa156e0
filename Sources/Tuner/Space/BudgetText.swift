package import Engine

/// Reads a budget as users write it: `2GiB`, `1.5 GB`, `512MiB`, `1073741824`.
package enum BudgetText {
    /// Bytes of each unit: powers of 1024 with an `i`, powers of 1000 without.
    private static let units: [(name: String, bytes: Int)] = [
        ("B", 1),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
        ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ]

    /// The bytes of a budget; a fraction of a byte is rounded down.
    ///
    /// - Throws: `BudgetError` with what is wrong in the text.
    package static func parse(_ text: String) throws(BudgetError) -> ByteCount {
        let bytes = Array(text.utf8)
        let trimmed = bytes.drop { $0 == UInt8(ascii: " ") }
        guard !trimmed.isEmpty else {
            throw BudgetError(found: text, problem: "nothing", hint: BudgetError.example)
        }
        try refuseSpecialForms(text, trimmed)
        let whole = trimmed.prefix(while: isDigit)
        var rest = trimmed.dropFirst(whole.count)
        var fraction = rest[..<rest.startIndex]
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
            guard !fraction.isEmpty else {
                throw BudgetError(found: text, problem: "a point without digits after it")
            }
        }
        try refuseNumberTail(text, rest)
        let unit = try unit(of: rest, in: text)
        guard unit > 1 || fraction.isEmpty else {
            throw BudgetError(
                found: text, problem: "a fraction of a byte",
                hint: "use a larger unit, as in 1.5GiB")
        }
        let count = try product(whole: whole, fraction: fraction, unit: unit, text: text)
        guard count > 0 else {
            throw BudgetError(found: text, problem: "less than one byte", hint: BudgetError.example)
        }
        return ByteCount(count)
    }

    /// Refuses what is no plain decimal number from its first byte on.
    private static func refuseSpecialForms(
        _ text: String, _ bytes: ArraySlice<UInt8>
    ) throws(BudgetError) {
        let lowercase = String(decoding: bytes, as: UTF8.self).lowercased()
        if bytes.first == UInt8(ascii: "-") {
            throw BudgetError(found: text, problem: "a negative size")
        }
        if lowercase.hasPrefix("0x") {
            throw BudgetError(
                found: text, problem: "a hexadecimal number", hint: "write it in decimal")
        }
        guard let first = bytes.first, isDigit(first) else {
            throw BudgetError(found: text, problem: "no number", hint: BudgetError.example)
        }
    }

    /// Refuses digits that go on in a way that budgets do not have.
    private static func refuseNumberTail(
        _ text: String, _ rest: ArraySlice<UInt8>
    ) throws(BudgetError) {
        guard let first = rest.first else { return }
        let second = rest.dropFirst().first
        switch first {
        case UInt8(ascii: ","):
            throw BudgetError(
                found: text, problem: "a comma",
                hint: "write a decimal point, and nothing between thousands")
        case UInt8(ascii: "_"):
            throw BudgetError(
                found: text, problem: "an underscore", hint: "write nothing between thousands")
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            guard let second, isDigit(second) || second == UInt8(ascii: "+") else { return }
            throw BudgetError(
                found: text, problem: "an exponent", hint: "write the digits out, or a larger unit")
        default: return
        }
    }

    private static func unit(
        of rest: ArraySlice<UInt8>, in text: String
    ) throws(BudgetError) -> Int {
        let space = UInt8(ascii: " ")
        var name = rest.drop { $0 == space }
        while name.last == space { name.removeLast() }
        guard !name.isEmpty else { return 1 }
        let unitName = String(decoding: name, as: UTF8.self)
        if let unit = units.first(where: { $0.name == unitName }) { return unit.bytes }
        throw BudgetError(
            found: text, problem: "the unknown unit \(DisplayText.quoted(unitName))",
            hint: hint(for: unitName))
    }

    private static func hint(for unitName: String) -> String {
        let wanted = unitName.lowercased()
        let near = units.map(\.name).filter { name in
            let name = name.lowercased()
            return name == wanted || name == wanted + "b" || name == wanted + "ib"
        }
        guard !near.isEmpty else {
            return "the units are \(units.map(\.name).joined(separator: ", "))"
        }
        return "did you mean \(near.joined(separator: " or "))?"
    }

    /// (whole + 0.fraction) * unit, rounded down, in whole numbers.
    private static func product(
        whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, unit: Int, text: String
    ) throws(BudgetError) -> Int {
        var count = 0
        for digit in whole {
            let (tens, isOver) = count.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !isOver, !isOverToo else { throw tooLarge(text) }
            count = sum
        }
        let (wholeBytes, isOver) = count.multipliedReportingOverflow(by: unit)
        // Digits from the last to the first: each step leaves floor((unit * digit + carry) / 10),
        // exact to the byte because floors of nested divisions nest.
        let part = fraction.reversed().reduce(0) { carry, digit in
            (unit * Int(digit - UInt8(ascii: "0")) + carry) / 10
        }
        let (sum, isOverToo) = wholeBytes.addingReportingOverflow(part)
        guard !isOver, !isOverToo else { throw tooLarge(text) }
        return sum
    }

    private static func tooLarge(_ text: String) -> BudgetError {
        BudgetError(found: text, problem: "more than \(Int.max) bytes")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
