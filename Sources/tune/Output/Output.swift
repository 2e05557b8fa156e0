internal import Foundation

/// A stream whose every write is checked: a full device is an error and not silence.
struct Output: Sendable {
    /// Standard output: results.
    static let results = Self(descriptor: STDOUT_FILENO, name: "standard output")
    /// Standard error: progress and errors.
    static let messages = Self(descriptor: STDERR_FILENO, name: "standard error")

    private let descriptor: Int32
    private let name: String

    /// Writes to an open file; `name` is what errors call it.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Whether somebody may be watching.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes all of a text at once.
    ///
    /// - Throws: `OutputError` if any byte of it could not be written.
    func write(_ text: String) throws(OutputError) {
        try write(Array(text.utf8))
    }

    /// Writes all bytes, such as those of a token that ends within a character.
    ///
    /// - Throws: `OutputError` if any of them could not be written.
    func write(_ bytes: [UInt8]) throws(OutputError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
                    buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputError(name: name, code: count < 0 ? errno : EIO) }
            written += count
        }
    }

    /// Writes a text and ends the line.
    ///
    /// - Throws: `OutputError` if any byte of it could not be written.
    func writeLine(_ text: String) throws(OutputError) {
        try write(text + "\n")
    }
}
