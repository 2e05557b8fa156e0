internal import Engine

/// The tasks of a calibration file, in its order; never empty.
package struct CalibrationSet: Sendable {
    /// The file as the user named it.
    package let path: String
    /// The tasks, in the order of the file; no `id` twice.
    package let tasks: [CalibrationTask]
    /// SHA-256 over the file's bytes, in hexadecimal.
    package let contentHash: String

    /// Reads a file of one JSON object a line.
    ///
    /// Lines of white space are skipped, lines may end in CR LF, the last may lack its line feed.
    ///
    /// - Parameters:
    ///   - path: A regular file.
    ///   - maximumLineBytes: What a line may hold.
    /// - Throws: `TextFileError` if the file cannot be read, `JSONError` with the line and column of
    ///   the first offence, or at 1:1 if there is no task.
    package init(path: String, maximumLineBytes: Int = 64 << 20) throws {
        var reader = try LineReader(path: path, maximumLineBytes: maximumLineBytes)
        var limits = JSONLimits()
        limits.bytes = maximumLineBytes
        var tasks: [CalibrationTask] = []
        var lineOfID: [String: Int] = [:]
        while let line = try reader.next() {
            guard !line.allSatisfy(Self.isWhiteSpace) else { continue }
            let value = try Self.parse(line, path: path, line: reader.lineNumber, limits: limits)
            let task = try CalibrationTask(value)
            if let earlier = lineOfID.updateValue(task.line, forKey: task.id) {
                throw Self.duplicate(id: task.id, earlier: earlier, value: value)
            }
            tasks.append(task)
        }
        guard !tasks.isEmpty else {
            throw JSONError(
                at: JSONLocation(path: path, line: 1, column: 1),
                found: reader.lineNumber == 0 ? "an empty file" : "only blank lines",
                expected: "one task a line", hint: CalibrationTask.formatHint)
        }
        self.path = path
        self.tasks = tasks
        self.contentHash = reader.contentHash
    }

    /// Parses a line; what is wrong in the way of another file format gets a hint.
    private static func parse(
        _ line: [UInt8], path: String, line number: Int, limits: JSONLimits
    ) throws(JSONError) -> JSONValue {
        do {
            return try JSONValue(parsing: line, path: path, line: number, limits: limits)
        } catch {
            guard error.hint == nil, let hint = hint(for: error, in: line) else { throw error }
            let place = JSONLocation(path: path, line: error.line, column: error.column)
            throw JSONError(at: place, found: error.found, expected: error.expected, hint: hint)
        }
    }

    private static func hint(for error: JSONError, in line: [UInt8]) -> String? {
        if error.expected == JSONError.nothingMore {
            return "put every object on a line of its own"
        }
        if line.first(where: { !isWhiteSpace($0) }) == UInt8(ascii: "[") {
            return CalibrationTask.arrayHint
        }
        if error.column > line.count {
            return "an object stands on one line; `jq -c . FILE` makes it so"
        }
        return nil
    }

    private static func duplicate(id: String, earlier: Int, value: JSONValue) -> JSONError {
        let given = (try? value.object())?.optional("id")
        return JSONError(
            at: given?.location ?? value.location,
            found: "the id \(DisplayText.quoted(id)), which line \(earlier) has too",
            expected: "each id once",
            hint: given == nil ? "a task without an `id` is named by its line number" : nil)
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
