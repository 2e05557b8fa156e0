#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Memory whose pages lie in a temporary file, for what does not fit in memory.
///
/// The file loses its name as soon as it is made, so nobody else can shorten it, and its space is
/// reserved before it is mapped: a full disk is an error here and never a signal later.
enum SpillFile {
    /// Maps a new file of `byteCount` zeros; `munmap` gives its space back.
    ///
    /// - Throws: `FileError` if the directory takes no file or has no space for it.
    static func map(
        byteCount: Int, in directory: String
    ) throws(FileError) -> UnsafeMutableRawPointer {
        let descriptor = try create(in: directory)
        defer { close(descriptor) }
        let code = reserve(byteCount, in: descriptor)
        guard code == 0 else {
            throw FileError(
                path: directory, operation: "reserve \(byteCount) bytes in", code: code)
        }
        let pages = unsafe mmap(
            nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
            throw FileError(path: directory, operation: "map a file in", code: errno)
        }
        return unsafe pages
    }

    /// A new file that only this process can reach.
    private static func create(in directory: String) throws(FileError) -> Int32 {
        for attempt in 0..<100 {
            let path = "\(directory)/tune.\(getpid()).\(attempt).spill"
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                unsafe unlink(path)
                return descriptor
            }
            guard errno == EEXIST else { break }
        }
        throw FileError(path: directory, operation: "create a file in", code: errno)
    }

    /// Reserves a file's space; the system's error number, 0 if it is there.
    private static func reserve(_ byteCount: Int, in descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
            while true {
                let code = posix_fallocate(descriptor, 0, off_t(byteCount))
                if code != EINTR { return code }
            }
        #else
            var request = fstore_t(
                fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0,
                fst_length: off_t(byteCount), fst_bytesalloc: 0)
            guard unsafe fcntl(descriptor, F_PREALLOCATE, &request) != -1,
                ftruncate(descriptor, off_t(byteCount)) == 0
            else { return errno }
            return 0
        #endif
    }
}
