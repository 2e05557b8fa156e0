/// One pass over a text; `JSONValue.init(parsing:)` is the way in.
struct JSONParser {
    let bytes: [UInt8]
    let path: String
    let limits: JSONLimits
    /// Index of the next byte.
    var position = 0
    private var line: Int
    private var lineStart = 0
    private var valueCount = 0

    init(bytes: [UInt8], path: String, line: Int, limits: JSONLimits) {
        self.bytes = bytes
        self.path = path
        self.line = line
        self.limits = limits
    }

    /// The whole text: one value and white space around it.
    mutating func parseDocument() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw error(found: "\(bytes.count) bytes", expected: "at most \(limits.bytes)")
        }
        try refuseOtherEncodings()
        skipWhiteSpace()
        let value = try parseValue(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else {
            throw error(found: found, expected: JSONError.nothingMore)
        }
        return value
    }

    /// The place of the next byte.
    var location: JSONLocation {
        JSONLocation(path: path, line: line, column: position - lineStart + 1)
    }

    /// The next byte, `nil` at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// An error at the next byte.
    func error(found: String, expected: String, hint: String? = nil) -> JSONError {
        JSONError(at: location, found: found, expected: expected, hint: hint)
    }

    /// The next byte in words.
    var found: String {
        switch next {
        case nil: "the end of the text"
        case 0: "a NUL byte"
        case let byte? where byte >= 0x80 || byte < 0x20 || byte == 0x7f:
            "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        case let byte?: "`\(Character(Unicode.Scalar(byte)))`"
        }
    }
}

// MARK: - Values

extension JSONParser {
    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
        let start = location
        valueCount += 1
        guard valueCount <= limits.values else {
            throw error(found: "more than \(limits.values) values", expected: "at most that many")
        }
        switch next ?? 0 {
        case UInt8(ascii: "{"):
            return JSONValue(kind: .object(try parseObject(depth: depth + 1)), location: start)
        case UInt8(ascii: "["):
            return JSONValue(kind: .array(try parseArray(depth: depth + 1)), location: start)
        case UInt8(ascii: "\""):
            return JSONValue(kind: .string(try parseString()), location: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(kind: .number(try parseNumber()), location: start)
        default:
            return JSONValue(kind: try parseWord(), location: start)
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> [JSONValue.Member] {
        try enter(depth: depth)
        var members: [JSONValue.Member] = []
        var keys: Set<[UInt8]> = []
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return members }
        while true {
            let keyLocation = location
            guard next == UInt8(ascii: "\"") else {
                throw error(found: found, expected: "a key in double quotes", hint: commaHint("}"))
            }
            let key = try parseString()
            guard keys.insert(Array(key.utf8)).inserted else {
                throw JSONError(
                    at: keyLocation, found: "the key \(DisplayText.quoted(key)) a second time",
                    expected: "each key once")
            }
            skipWhiteSpace()
            guard take(UInt8(ascii: ":")) else { throw error(found: found, expected: "`:`") }
            skipWhiteSpace()
            let value = try parseValue(depth: depth)
            members.append(
                JSONValue.Member(key: key, keyLocation: keyLocation, value: value))
            skipWhiteSpace()
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else {
                throw error(found: found, expected: "`,` or `}`")
            }
            skipWhiteSpace()
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
        try enter(depth: depth)
        var values: [JSONValue] = []
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return values }
        while true {
            if next == UInt8(ascii: "]") {
                throw error(found: found, expected: "a value", hint: commaHint("]"))
            }
            values.append(try parseValue(depth: depth))
            skipWhiteSpace()
            if take(UInt8(ascii: "]")) { return values }
            guard take(UInt8(ascii: ",")) else {
                throw error(found: found, expected: "`,` or `]`")
            }
            skipWhiteSpace()
        }
    }

    private mutating func parseWord() throws(JSONError) -> JSONValue.Kind {
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        throw error(found: found, expected: "a value", hint: wordHint)
    }

    /// Steps over an opening bracket unless it lies too deep.
    private mutating func enter(depth: Int) throws(JSONError) {
        guard depth <= limits.depth else {
            throw error(
                found: "arrays and objects inside each other \(depth) deep",
                expected: "at most \(limits.depth)")
        }
        position += 1
    }
}

// MARK: - Bytes

extension JSONParser {
    mutating func skipWhiteSpace() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "\n"):
                position += 1
                line += 1
                lineStart = position
            default:
                return
            }
        }
    }

    /// Steps over a byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Steps over a word if it is next and does not go on.
    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count, matches(word) else { return false }
        if position + count < bytes.count, Self.isWordByte(bytes[position + count]) {
            return false
        }
        position += count
        return true
    }

    /// Whether the next bytes are those of a word.
    func matches(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        return word.withUTF8Buffer { buffer in
            for index in 0..<count where unsafe buffer[index] != bytes[position + index] {
                return false
            }
            return true
        }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
