extension JSONParser {
    /// Refuses what is plainly no UTF-8 JSON, by its first bytes.
    func refuseOtherEncodings() throws(JSONError) {
        guard let (found, hint) = TextFile.foreignContent(of: bytes) else { return }
        throw error(found: found, expected: "JSON in UTF-8", hint: hint)
    }

    /// Says that a comma before a closing bracket is one too many, if that bracket is next.
    func commaHint(_ closing: Unicode.Scalar) -> String? {
        if next == UInt8(ascii: closing) { return "remove the comma before it" }
        return wordHint
    }

    /// What was probably meant by something that JSON does not have.
    var wordHint: String? {
        if matches("//") || matches("/*") || next == UInt8(ascii: "#") {
            return "JSON has no comments"
        }
        if next == UInt8(ascii: "'") { return "strings stand in double quotes" }
        for word: StaticString in ["NaN", "nan", "Infinity", "inf", "-Infinity", "-inf"]
        where matches(word) {
            return "JSON has no NaN and no infinity"
        }
        if matches("True") || matches("False") || matches("None") {
            return "write true, false and null"
        }
        return nil
    }
}
