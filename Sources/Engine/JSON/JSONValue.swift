/// A value of a strictly parsed JSON text that knows where it stood.
package struct JSONValue: Sendable {
    /// A key and its value.
    package struct Member: Sendable {
        /// The key.
        package let key: String
        /// Where the key starts.
        package let keyLocation: JSONLocation
        /// The value.
        package let value: JSONValue
    }

    /// What a value is.
    package enum Kind: Sendable {
        /// Keys and values in the order of the text; no key twice.
        case object([Member])
        /// Values in the order of the text.
        case array([JSONValue])
        /// Text.
        case string(String)
        /// A number as the text spells it.
        case number(String)
        /// `true` or `false`.
        case bool(Bool)
        /// `null`.
        case null
    }

    /// What the value is.
    package let kind: Kind
    /// Where it starts.
    package let location: JSONLocation
}

extension JSONValue {
    /// Parses a text by RFC 8259 and nothing more: no byte order mark, no duplicate keys, no
    /// trailing commas, no comments, no NaN, no lone surrogates, no bad UTF-8, no NUL.
    ///
    /// Keys are compared byte by byte.
    ///
    /// - Parameters:
    ///   - bytes: The text in UTF-8.
    ///   - path: The file that errors name.
    ///   - line: The line of the file that the text starts with.
    ///   - limits: How much the text may hold.
    /// - Throws: `JSONError` with the place of the first offence.
    /// - Complexity: O(n) time and memory.
    package init(
        parsing bytes: [UInt8], path: String, line: Int = 1, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, path: path, line: line, limits: limits)
        self = try parser.parseDocument()
    }

    /// Parses a string, as `init(parsing:path:line:limits:)` does.
    package init(
        parsing text: String, path: String, line: Int = 1, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), path: path, line: line, limits: limits)
    }

    /// Reads and parses a file.
    ///
    /// - Throws: `TextFileError` if it cannot be read, is no regular file or is larger than
    ///   `limits.bytes`, else `JSONError`.
    package init(contentsOf path: String, limits: JSONLimits = JSONLimits()) throws {
        let bytes = try TextFile(path: path).readAll(limit: limits.bytes)
        try self.init(parsing: bytes, path: path, limits: limits)
    }
}
