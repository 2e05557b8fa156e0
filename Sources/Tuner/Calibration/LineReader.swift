internal import Engine

/// Reads a file line by line and hashes its bytes; never holds much more than one line.
struct LineReader: ~Copyable {
    /// The number of the line that `next` returned last, from 1.
    private(set) var lineNumber = 0
    private let file: TextFile
    private let maximumLineBytes: Int
    private var hash = ContentHash()
    private var buffer: [UInt8] = []
    /// Where the next line starts in `buffer`.
    private var start = 0
    /// Bytes of `buffer` that are known to hold no line feed after `start`.
    private var searched = 0
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Throws: `TextFileError` as `TextFile` does.
    init(path: String, maximumLineBytes: Int) throws(TextFileError) {
        file = try TextFile(path: path)
        self.maximumLineBytes = maximumLineBytes
    }

    /// The next line without its line feed; nothing after the last.
    ///
    /// A last line without a line feed is a line like any other.
    ///
    /// - Throws: `JSONError` for a line of more than `maximumLineBytes`, before more of it is read;
    ///   `TextFileError` if reading fails.
    mutating func next() throws -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return try takeLine(upTo: end, nextStart: end + 1)
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count else { return nil }
                return try takeLine(upTo: buffer.count, nextStart: buffer.count)
            }
            try refuseLength(buffer.count - start)
            try fill()
        }
    }

    /// SHA-256 over all bytes read so far: over the file once `next` has returned `nil`.
    var contentHash: String { hash.hexadecimal() }

    private mutating func takeLine(upTo end: Int, nextStart: Int) throws -> [UInt8] {
        try refuseLength(end - start)
        let line = Array(buffer[start..<end])
        start = nextStart
        searched = nextStart
        lineNumber += 1
        return line
    }

    private func refuseLength(_ count: Int) throws {
        guard count > maximumLineBytes else { return }
        throw JSONError(
            at: JSONLocation(
                path: file.path, line: lineNumber + 1, column: maximumLineBytes + 1),
            found: "a line that goes on after \(maximumLineBytes) bytes",
            expected: "at most that many",
            hint: "a calibration file holds one JSON object a line")
    }

    private mutating func fill() throws {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        let before = buffer.count
        isAtEnd = try file.read(atMost: 1 << 18, into: &buffer) == 0
        hash.update(Array(buffer[before...]))
    }
}
