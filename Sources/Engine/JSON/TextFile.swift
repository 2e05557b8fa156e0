#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A regular file that is read from start to end; closed when it goes away.
package struct TextFile: ~Copyable {
    /// The path as the user named it.
    package let path: String
    private let descriptor: Int32

    /// Opens a file; waits for nothing, a FIFO without a writer included.
    ///
    /// - Throws: `TextFileError` if there is none, it may not be read, or it is a directory, a FIFO, a
    ///   socket or a device.
    package init(path: String) throws(TextFileError) {
        guard !path.utf8.contains(0) else { throw .system(path: path, code: ENOENT) }
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(path: path, code: code)
        }
        if let kind = Self.otherKind(mode: status.st_mode) {
            close(descriptor)
            throw .notRegular(path: path, kind: kind)
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Appends the file's next bytes, at most `count`; returns how many, 0 at the end.
    ///
    /// - Throws: `TextFileError.system` if the read fails.
    package func read(atMost count: Int, into bytes: inout [UInt8]) throws(TextFileError) -> Int {
        var chunk = [UInt8](repeating: 0, count: count)
        var got = -1
        repeat {
            got = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
            }
        } while got < 0 && errno == EINTR
        guard got >= 0 else { throw .system(path: path, code: errno) }
        bytes.append(contentsOf: chunk[..<got])
        return got
    }

    /// All bytes of the file.
    ///
    /// - Throws: `TextFileError.tooLarge` as soon as more than `limit` bytes were read.
    package consuming func readAll(limit: Int) throws(TextFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while try read(atMost: 1 << 16, into: &bytes) > 0 {
            guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
        return bytes
    }

    /// The file's text.
    ///
    /// - Throws: `TextFileError.tooLarge` as soon as more than `limit` bytes were read, or
    ///   `TextFileError.notText`.
    package consuming func readText(limit: Int) throws(TextFileError) -> String {
        let path = path
        let bytes = try readAll(limit: limit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notText(path: path, hint: Self.foreignContent(of: bytes)?.hint)
        }
        return text
    }

    /// What a file that is not regular is.
    private static func otherKind(mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }
}

/// The system's `read`, whose name the method above hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int)
    -> Int
{
    unsafe read(descriptor, buffer, count)
}
