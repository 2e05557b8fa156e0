/// A value to be written as JSON; the same value always gives the same bytes.
///
/// Keys are written sorted by their UTF-8 bytes, doubles as the shortest decimal that reads back as
/// the same double, control characters as escapes.
package indirect enum JSONEncoding: Sendable, Hashable {
    /// Keys and values, in any order.
    case object([String: JSONEncoding])
    /// Values in order.
    case array([JSONEncoding])
    /// Text.
    case string(String)
    /// An integer.
    case int(Int)
    /// A finite number; one that is not finite is a programming error.
    case double(Double)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null
}

extension JSONEncoding {
    /// A number, or null for none and for one that is not finite.
    package static func number(_ value: Double?) -> JSONEncoding {
        value.flatMap { $0.isFinite ? .double($0) : nil } ?? .null
    }

    /// The value in one line, without white space and without a line break at its end.
    package var line: String {
        var text = ""
        writeLine(to: &text)
        return text
    }

    /// The value over lines that are indented by two spaces and end in a line break; arrays that hold
    /// neither arrays nor objects stay in one line.
    package var pretty: String {
        var text = ""
        writePretty(to: &text, indent: "")
        return text + "\n"
    }

    private func writeLine(to text: inout String, comma: String = ",", colon: String = ":") {
        switch self {
        case .object(let members):
            text += "{"
            for (index, (key, value)) in Self.sorted(members).enumerated() {
                if index > 0 { text += comma }
                Self.write(key, to: &text)
                text += colon
                value.writeLine(to: &text, comma: comma, colon: colon)
            }
            text += "}"
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += comma }
                value.writeLine(to: &text, comma: comma, colon: colon)
            }
            text += "]"
        case .string(let string): Self.write(string, to: &text)
        case .int(let number): text += String(number)
        case .double(let number):
            precondition(number.isFinite, "JSON has no \(number)")
            text += number.description
        case .bool(let isTrue): text += isTrue ? "true" : "false"
        case .null: text += "null"
        }
    }

    private func writePretty(to text: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            text += "{\n"
            for (index, (key, value)) in Self.sorted(members).enumerated() {
                text += index > 0 ? ",\n" + inner : inner
                Self.write(key, to: &text)
                text += ": "
                value.writePretty(to: &text, indent: inner)
            }
            text += "\n\(indent)}"
        case .array(let values) where values.contains(where: \.isContainer):
            text += "[\n"
            for (index, value) in values.enumerated() {
                text += index > 0 ? ",\n" + inner : inner
                value.writePretty(to: &text, indent: inner)
            }
            text += "\n\(indent)]"
        default:
            writeLine(to: &text, comma: ", ", colon: ": ")
        }
    }

    private var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }

    private static func sorted(
        _ members: [String: JSONEncoding]
    ) -> [(key: String, value: JSONEncoding)] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Writes a string in quotes; U+2028 and U+2029 are escaped too, as some readers take them for
    /// line breaks.
    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
