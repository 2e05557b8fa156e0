#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Saves files so that a reader, or a crash, meets the old content or the new one, never a part.
package enum AtomicFile {
    /// Replaces a file's content: writes a temporary file beside it, flushes it to the device,
    /// renames it and flushes the directory.
    ///
    /// - Throws: `FileError`; then the old content is still there, unless only the last step, the
    ///   directory's flush, failed. A failed flush is not tried again.
    package static func write(_ text: String, to path: String) throws(FileError) {
        try refuseSpecialFile(path)
        let (temporary, descriptor) = try create(beside: path)
        do throws(FileError) {
            try writeAll(Array(text.utf8), to: descriptor, path: path)
            guard unsafe rename(temporary, path) == 0 else {
                throw FileError(path: path, operation: "replace", code: errno)
            }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try flushDirectory(of: path)
    }

    /// Refuses a place that cannot be written to, before work is done whose result should go there.
    ///
    /// - Throws: `FileError`; nothing is left behind in any case.
    package static func check(_ path: String) throws(FileError) {
        try refuseSpecialFile(path)
        let (temporary, descriptor) = try create(beside: path)
        _ = close(descriptor)
        unsafe unlink(temporary)
    }

    /// A device or a directory must not be renamed over.
    private static func refuseSpecialFile(_ path: String) throws(FileError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        let code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EEXIST
        throw FileError(path: path, operation: "replace a regular file, not", code: code)
    }

    /// A new file in the same directory, so that renaming never crosses devices.
    private static func create(beside path: String) throws(FileError) -> (String, Int32) {
        for attempt in 0..<100 {
            let temporary = "\(path).\(getpid()).\(attempt).tmp"
            let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (temporary, descriptor) }
            guard errno == EEXIST else { break }
        }
        throw FileError(path: path, operation: "create", code: errno)
    }

    /// Writes, flushes and closes; the descriptor is closed in any case.
    private static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, path: String
    ) throws(FileError) {
        var written = 0
        var failure: FileError?
        while written < bytes.count, failure == nil {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Self.write(descriptor, rest)
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                failure = FileError(path: path, operation: "write", code: count == 0 ? EIO : errno)
            }
        }
        if failure == nil, fsync(descriptor) != 0 {
            failure = FileError(path: path, operation: "flush", code: errno)
        }
        if close(descriptor) != 0, failure == nil {
            failure = FileError(path: path, operation: "close", code: errno)
        }
        if let failure { throw failure }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Makes the renaming itself durable.
    private static func flushDirectory(of path: String) throws(FileError) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileError(path: path, operation: "flush the directory of", code: errno)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(path: path, operation: "flush the directory of", code: errno)
        }
    }
}
