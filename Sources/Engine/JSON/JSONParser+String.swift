extension JSONParser {
    /// A string, its escapes resolved and its UTF-8 checked.
    mutating func parseString() throws(JSONError) -> String {
        let opening = location
        position += 1
        var decoded: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &decoded)
            case 0x20..<0x80:
                decoded.append(byte)
                position += 1
            case 0x80...:
                try copyScalar(into: &decoded)
            default:
                throw error(
                    found: byte == 0x0a ? "a line break in a string" : "\(found) in a string",
                    expected: "an escape like `\\n` or `\\u0000`",
                    hint: "strings hold control characters only as escapes")
            }
        }
        throw error(
            found: "the end of the text in a string",
            expected: "the `\"` that ends the string of column \(opening.column)")
    }

    private mutating func parseEscape(into decoded: inout [UInt8]) throws(JSONError) {
        let start = location
        position += 1
        guard let byte = next else {
            throw error(found: found, expected: "the rest of an escape")
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0c)
        case UInt8(ascii: "n"): decoded.append(0x0a)
        case UInt8(ascii: "r"): decoded.append(0x0d)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            decoded.append(contentsOf: UTF8.encode(try parseEscapedScalar(start: start)) ?? .init())
            return
        default:
            throw error(
                found: "\(found) after a backslash",
                expected: "one of `\" \\ / b f n r t u`")
        }
        position += 1
    }

    /// The scalar of `\uXXXX`, or of two of them where the first is half of a pair.
    private mutating func parseEscapedScalar(start: JSONLocation) throws(JSONError)
        -> Unicode.Scalar
    {
        let first = try parseHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONError(
            at: start, found: "half of a surrogate pair",
            expected: "`\\ud800`...`\\udbff` and then `\\udc00`...`\\udfff`")
        guard (0xd800...0xdbff).contains(first), take(UInt8(ascii: "\\")),
            take(UInt8(ascii: "u"))
        else { throw lone }
        let second = try parseHex()
        guard (0xdc00...0xdfff).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { throw lone }
        return scalar
    }

    private mutating func parseHex() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Self.hexDigit(byte) else {
                throw error(found: "\(found) in `\\u`", expected: "four hexadecimal digits")
            }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Copies a scalar of two to four bytes by the table of well-formed UTF-8 (Unicode, table 3-7).
    private mutating func copyScalar(into decoded: inout [UInt8]) throws(JSONError) {
        let lead = bytes[position]
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xc2...0xdf: (2, 0x80...0xbf)
            case 0xe0: (3, 0xa0...0xbf)
            case 0xe1...0xec, 0xee...0xef: (3, 0x80...0xbf)
            case 0xed: (3, 0x80...0x9f)
            case 0xf0: (4, 0x90...0xbf)
            case 0xf1...0xf3: (4, 0x80...0xbf)
            case 0xf4: (4, 0x80...0x8f)
            default: (0, 0...0)
            }
        var isGood = count > 0 && position + count <= bytes.count
        if isGood {
            isGood = second.contains(bytes[position + 1])
            for index in 2..<max(2, count) where isGood {
                isGood = (0x80...0xbf).contains(bytes[position + index])
            }
        }
        guard isGood else {
            throw error(
                found: "\(found), which starts no UTF-8 character", expected: "UTF-8",
                hint: "convert the file: iconv -f ENCODING -t UTF-8 FILE")
        }
        for index in 0..<count { decoded.append(bytes[position + index]) }
        position += count
    }
}
