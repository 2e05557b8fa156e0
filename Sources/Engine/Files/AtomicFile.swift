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
        let bytes = Array(text.utf8)
        try replace(path, permissions: 0o666) { descriptor throws(FileError) in
            try unsafe bytes.withUnsafeBufferPointer { bytes throws(FileError) in
                try unsafe writeAll(UnsafeRawBufferPointer(bytes), to: descriptor, path: path)
            }
        }
    }

    /// Replaces a file's content in the same way by some parts, one after the other; only this
    /// user may read it.
    package static func write(_ parts: [View<UInt8>], to path: String) throws(FileError) {
        try replace(path, permissions: 0o600) { descriptor throws(FileError) in
            for part in parts {
                let bytes = unsafe UnsafeRawBufferPointer(start: part.base, count: part.count)
                try unsafe writeAll(bytes, to: descriptor, path: path)
            }
        }
    }

    /// Lets `fill` write a temporary file and puts it in a file's place.
    private static func replace(
        _ path: String, permissions: mode_t, fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        try refuseSpecialFile(path)
        let (temporary, descriptor) = try create(beside: path, permissions: permissions)
        do throws(FileError) {
            try finish(descriptor, path: path, fill: fill)
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
        let (temporary, descriptor) = try create(beside: path, permissions: 0o666)
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
    private static func create(
        beside path: String, permissions: mode_t
    ) throws(FileError) -> (String, Int32) {
        for attempt in 0..<100 {
            let temporary = "\(path).\(getpid()).\(attempt).tmp"
            let descriptor = unsafe open(
                temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
            if descriptor >= 0 { return (temporary, descriptor) }
            guard errno == EEXIST else { break }
        }
        throw FileError(path: path, operation: "create", code: errno)
    }

    /// Fills, flushes and closes; the descriptor is closed in any case.
    private static func finish(
        _ descriptor: Int32, path: String, fill: (Int32) throws(FileError) -> Void
    ) throws(FileError) {
        do throws(FileError) {
            try fill(descriptor)
            guard fsync(descriptor) == 0 else {
                throw FileError(path: path, operation: "flush", code: errno)
            }
        } catch {
            _ = close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else {
            throw FileError(path: path, operation: "close", code: errno)
        }
    }

    /// Writes bytes that stay where they are meanwhile.
    private static func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe write(descriptor, rest)
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                throw FileError(path: path, operation: "write", code: count == 0 ? EIO : errno)
            }
        }
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
