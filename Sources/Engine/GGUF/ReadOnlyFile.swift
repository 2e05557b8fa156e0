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
    package var byteCount: Int { file.byteCount }

    private let file: RegularFile

    /// Opens a regular file without waiting: directories, FIFOs and devices are refused at once.
    package init(path: String) throws(GGUFError) {
        do throws(OpenFailure) {
            file = try RegularFile(path: path)
        } catch {
            let fault: GGUFFault =
                switch error {
                case .system(let code): .cannotOpen(errorNumber: code)
                case .notRegular: .notRegularFile
                }
            throw GGUFError(path: path, byteOffset: 0, fault: fault)
        }
        self.path = path
    }

    /// Fills a buffer with the bytes at an offset.
    ///
    /// - Throws: `GGUFFault.shrank` if the file ends first, `.cannotRead` if the system refuses.
    package func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(GGUFError) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let got = unsafe pread(
                file.descriptor, rest.baseAddress, rest.count, off_t(offset + done))
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
