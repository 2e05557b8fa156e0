package import Engine

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Refuses work that would not fit in memory before it starts.
package struct MemoryGuard: Sendable {
    /// Share of the machine's free memory that kept prompts may take by default: caches, logits and
    /// scratch memory of the passes need the rest.
    private static let share = 0.7

    private let limit: ByteCount

    /// Guards a limit; by default a share of the memory that is free.
    package init(limit: ByteCount?) {
        self.limit =
            limit ?? ByteCount(Int(Double(Self.freeBytes) * Self.share))
    }

    /// Refuses a number of bytes above the limit.
    ///
    /// - Throws: `MachineError.tooSmall` with both numbers.
    package func check(_ bytes: ByteCount, for purpose: String) throws(MachineError) {
        guard bytes <= limit else {
            throw .tooSmall(purpose: purpose, needed: bytes, limit: limit)
        }
    }

    /// Bytes that the system says are available.
    private static var freeBytes: Int {
        let pages = sysconf(Int32(_SC_AVPHYS_PAGES))
        return max(0, pages) * max(1, sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// The machine is too small.
package enum MachineError: UserError, Equatable {
    /// More memory is needed than may be used.
    case tooSmall(purpose: String, needed: ByteCount, limit: ByteCount)

    package var description: String {
        switch self {
        case .tooSmall(let purpose, let needed, let limit):
            "found \(limit) of memory for \(purpose), expected at least \(needed)"
        }
    }

    package var hint: String? { "use fewer or shorter tasks, or raise --memory if there is more" }

    package var exitStatus: ExitStatus { .machineTooSmall }
}
