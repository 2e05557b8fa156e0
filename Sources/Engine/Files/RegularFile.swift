#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The descriptor of a regular file that is open for reading; closed when it goes away.
struct RegularFile: ~Copyable, Sendable {
    /// The system's number of the open file.
    let descriptor: Int32
    /// The file's size when it was opened.
    let byteCount: Int

    /// Opens a file; waits for nothing, a FIFO without a writer included.
    init(path: String) throws(OpenFailure) {
        guard !path.utf8.contains(0) else { throw .system(code: ENOENT) }
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(code: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(code: code)
        }
        if let kind = Self.otherKind(mode: status.st_mode) {
            close(descriptor)
            throw .notRegular(kind: kind)
        }
        self.descriptor = descriptor
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

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
