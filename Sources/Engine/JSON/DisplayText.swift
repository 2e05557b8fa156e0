/// Text from files as errors quote it: control characters escaped, long text shortened.
package enum DisplayText {
    /// The text in quotes, escaped, with at most `limit` characters of it.
    package static func quoted(_ text: String, limit: Int = 40) -> String {
        let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
        let isWhole = shown.utf8.count == text.utf8.count
        return "\"\(printableText(shown))\(isWhole ? "" : "...")\""
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
