extension JSONParser {
    /// A number by RFC 8259's grammar, as it is spelt.
    mutating func parseNumber() throws(JSONError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            guard !nextIsDigit else {
                throw error(found: found, expected: "no digit after a leading zero")
            }
        } else {
            try takeDigits()
        }
        if take(UInt8(ascii: ".")) { try takeDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try takeDigits()
        }
        if let byte = next, Self.isWordByte(byte) || byte == UInt8(ascii: ".") {
            throw error(found: "\(found) in a number", expected: "a decimal number")
        }
        guard position - start <= limits.numberBytes else {
            let count = position - start
            position = start
            throw error(
                found: "a number of \(count) bytes", expected: "at most \(limits.numberBytes)")
        }
        return text(start..<position)
    }

    private var nextIsDigit: Bool {
        guard let byte = next else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func takeDigits() throws(JSONError) {
        guard nextIsDigit else {
            throw error(found: "\(found) in a number", expected: "a digit", hint: wordHint)
        }
        while nextIsDigit { position += 1 }
    }

    /// Bytes that are known to be UTF-8.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
