internal import Engine

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Memory that the process holds.
enum ResidentMemory {
    /// The most that it has held.
    static var peak: ByteCount {
        var usage = rusage()
        #if canImport(Glibc)
            unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return ByteCount(usage.ru_maxrss * 1024)
        #else
            unsafe getrusage(RUSAGE_SELF, &usage)
            return ByteCount(usage.ru_maxrss)
        #endif
    }
}
