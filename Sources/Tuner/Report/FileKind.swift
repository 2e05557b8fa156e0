internal import Engine

/// What a file looks like by its first bytes, whatever its name.
package enum FileKind: Sendable, Hashable {
    /// A model in GGUF.
    case model
    /// JSON, as profiles are.
    case profile
    /// A database, as studies are.
    case study

    /// Looks at the beginning of a file.
    ///
    /// - Throws: `TextFileError` if it cannot be read, `UnknownFileError` if it is none of them.
    package init(of path: String) throws {
        var start: [UInt8] = []
        let file = try TextFile(path: path)
        while start.count < 64, try file.read(atMost: 64 - start.count, into: &start) > 0 {}
        if start.starts(with: "GGUF".utf8) {
            self = .model
            return
        }
        if start.starts(with: "SQLite format 3\0".utf8) {
            self = .study
            return
        }
        // A byte order mark is left to the parser, whose error names it.
        let text = start.starts(with: [0xef, 0xbb, 0xbf]) ? start.dropFirst(3) : start[...]
        let first = text.first { !" \t\r\n".utf8.contains($0) }
        guard first == UInt8(ascii: "{") else {
            throw UnknownFileError(path: path, isEmpty: start.isEmpty)
        }
        self = .profile
    }
}
