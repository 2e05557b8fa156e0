#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An open regular file that is read at offsets; its identity is the descriptor, closed with the last user.
///
/// Reads go through `pread`, so any number of threads may read and a file that shrinks is an error and
/// never a signal.
package final class ReadOnlyFile: Sendable {
    /// The file, as the user named it.
    package let path: String
    /// The file's size when it was opened.
    package let byteCount: Int

    private let descriptor: Int32

    /// Opens a regular file without waiting: directories, FIFOs and devices are refused at once.
    package init(path: String) throws(GGUFError) {
        let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw GGUFError(path: path, byteOffset: 0, fault: .cannotOpen(errorNumber: errno))
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw GGUFError(path: path, byteOffset: 0, fault: .cannotRead(errorNumber: number))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw GGUFError(path: path, byteOffset: 0, fault: .notRegularFile)
        }
        self.path = path
        self.byteCount = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Fills a buffer with the bytes at an offset.
    ///
    /// - Throws: `GGUFFault.shrank` if the file ends first, `.cannotRead` if the system refuses.
    package func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(GGUFError) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let got = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else {
                throw GGUFError(
                    path: path, byteOffset: offset + done, fault: .cannotRead(errorNumber: errno))
            }
            guard got > 0 else {
                throw GGUFError(
                    path: path, byteOffset: offset + done, fault: .shrank(expectedBytes: byteCount))
            }
            done += got
        }
    }

    /// Hands out a range of the file piece by piece, in order; pieces are at most 1 MiB long.
    package func forEachChunk(
        of range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let chunk = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(max(range.count, 1), chunk), alignment: 64)
        defer { unsafe buffer.deallocate() }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let piece = unsafe UnsafeMutableRawBufferPointer(
                rebasing: buffer[..<min(chunk, range.upperBound - offset)])
            try unsafe read(at: offset, into: piece)
            try unsafe body(UnsafeRawBufferPointer(piece))
            offset += piece.count
        }
    }
}
