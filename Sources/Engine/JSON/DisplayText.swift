/// Text from files made safe to print: control characters escaped, long text shortened.
package enum DisplayText {
    /// The text with control and format characters written as `\u{..}`.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text in quotes, escaped, with at most `limit` characters of it.
    package static func quoted(_ text: String, limit: Int = 40) -> String {
        let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
        let isWhole = shown.utf8.count == text.utf8.count
        return "\"\(escaped(shown))\(isWhole ? "" : "...")\""
    }

    /// Names in a row, quoted: `"a", "b" or "c"`.
    package static func alternatives(_ names: [String]) -> String {
        let quotedNames = names.map { quoted($0) }
        guard quotedNames.count > 1, let last = quotedNames.last else {
            return quotedNames.first ?? "nothing"
        }
        return quotedNames.dropLast().joined(separator: ", ") + " or " + last
    }
}
