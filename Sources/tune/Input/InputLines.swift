internal import Engine
internal import Foundation

/// Reads standard input line by line, each as soon as it is there.
struct InputLines {
    /// Bytes of a line that are kept; of a longer one, only so many and one more.
    private let limit: Int
    private var buffer: [UInt8] = []
    private var isAtEnd = false

    /// Reads lines; `limit` is how many bytes of one are kept.
    init(limit: Int) { self.limit = limit }

    /// The next line without its line feed; nothing after the last.
    ///
    /// - Throws: `InputError` if reading fails.
    mutating func next() throws(InputError) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                append(buffer[..<end], to: &line)
                buffer.removeFirst(end + 1)
                return line
            }
            append(buffer[...], to: &line)
            buffer = []
            try fill()
            if isAtEnd { return line.isEmpty ? nil : line }
        }
    }

    private func append(_ bytes: ArraySlice<UInt8>, to line: inout [UInt8]) {
        line += bytes.prefix(limit + 1 - line.count)
    }

    private mutating func fill() throws(InputError) {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var count = -1
        repeat {
            count = unsafe chunk.withUnsafeMutableBytes { bytes in
                unsafe read(STDIN_FILENO, bytes.baseAddress, bytes.count)
            }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw InputError(code: errno) }
        isAtEnd = count == 0
        buffer = Array(chunk[..<count])
    }
}
