internal import Engine
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The files of a cache, together never above a size; other files in the directory stay untouched.
struct CacheDirectory: Sendable {
    private struct File {
        let path: String
        let byteCount: Int
        /// When it was last used, in nanoseconds.
        let used: Int
        let isTemporary: Bool
    }

    private let path: String
    private let size: Int

    /// Names a directory and the bytes that its files may take.
    init(_ path: String, size: ByteCount) {
        self.path = path
        self.size = size.rawValue
    }

    /// Where an entry lies.
    func path(of entry: CacheEntry) -> String { "\(path)/\(entry.fileName)" }

    /// Makes the directory for this user alone; if that fails, writing says so.
    func make() {
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// Whether files can be made in it.
    var isWritable: Bool { unsafe access(path, W_OK | X_OK) == 0 }

    /// Notes that a file was used now.
    func touch(_ path: String) { unsafe utimensat(AT_FDCWD, path, nil, 0) }

    /// Removes the files that were not used for longest until so many bytes more fit, and what
    /// processes that are gone left half written.
    ///
    /// - Returns: Whether they fit.
    @discardableResult
    func trim(toHold more: Int) -> Bool {
        guard more <= size else { return false }
        let files = files()
        var sum = files.reduce(0) { $0 + $1.byteCount }
        for file in files where !file.isTemporary {
            guard sum > size - more else { break }
            if unsafe unlink(file.path) == 0 || errno == ENOENT { sum -= file.byteCount }
        }
        return sum <= size - more
    }

    /// The cache's files, the ones used longest ago first.
    private func files() -> [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            let isTemporary = Self.isTemporary(name)
            guard isTemporary || CacheEntry.isFileName(name) else { return nil }
            let path = "\(path)/\(name)"
            if isTemporary, Self.isAbandoned(name) {
                unsafe unlink(path)
                return nil
            }
            var status = stat()
            guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                return nil
            }
            #if canImport(Glibc)
                let time = status.st_mtim
            #else
                let time = status.st_mtimespec
            #endif
            return File(
                path: path, byteCount: Int(status.st_size),
                used: time.tv_sec * 1_000_000_000 + time.tv_nsec, isTemporary: isTemporary)
        }.sorted { ($0.used, $0.path) < ($1.used, $1.path) }
    }

    /// Whether `AtomicFile` gives such a name to a file of the cache that it is writing.
    private static func isTemporary(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[4] == "tmp"
            && CacheEntry.isFileName("\(parts[0]).\(parts[1])")
    }

    /// Whether the process that a temporary file's name tells is gone.
    private static func isAbandoned(_ name: String) -> Bool {
        guard let process = pid_t(name.split(separator: ".")[2]) else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}
