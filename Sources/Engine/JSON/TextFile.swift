#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A regular file that is read from start to end; closed when it goes away.
package struct TextFile: ~Copyable {
    /// The path as the user named it.
    package let path: String
    private let file: RegularFile

    /// Opens a file; waits for nothing, a FIFO without a writer included.
    ///
    /// - Throws: `TextFileError` if there is none, it may not be read, or it is a directory, a FIFO, a
    ///   socket or a device.
    package init(path: String) throws(TextFileError) {
        do throws(OpenFailure) {
            file = try RegularFile(path: path)
        } catch {
            switch error {
            case .system(let code): throw .system(path: path, code: code)
            case .notRegular(let kind): throw .notRegular(path: path, kind: kind)
            }
        }
        self.path = path
    }

    /// Appends the file's next bytes, at most `count`; returns how many, 0 at the end.
    ///
    /// - Throws: `TextFileError.system` if the read fails.
    package func read(atMost count: Int, into bytes: inout [UInt8]) throws(TextFileError) -> Int {
        var chunk = [UInt8](repeating: 0, count: count)
        var got = -1
        repeat {
            got = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe systemRead(file.descriptor, buffer.baseAddress, buffer.count)
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
}

/// The system's `read`, whose name the method above hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int)
    -> Int
{
    unsafe read(descriptor, buffer, count)
}
