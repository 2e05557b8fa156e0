package import Engine

/// The machine is too small.
package enum MachineError: UserError, Equatable {
    /// More memory is needed than may be used.
    case tooSmall(purpose: String, needed: ByteCount, limit: ByteCount)
    /// More bytes are needed than memory may hold, and than the disk has free for the rest.
    case neitherHolds(
        purpose: String, needed: ByteCount, memory: ByteCount, disk: ByteCount, directory: String)

    package var description: String {
        switch self {
        case .tooSmall(let purpose, let needed, let limit):
            "found \(limit) of memory for \(purpose), expected at least \(needed)"
        case .neitherHolds(let purpose, let needed, let memory, let disk, let directory):
            "found \(memory) of memory and \(disk) of disk in \(printableText(directory)) for "
                + "\(purpose), expected \(needed) in both together"
        }
    }

    package var hint: String? {
        switch self {
        case .tooSmall: "use fewer or shorter tasks, or raise --memory if there is more"
        case .neitherHolds:
            "use fewer or shorter tasks, raise --memory if there is more, or name a directory on a"
                + " larger disk with --cache or TMPDIR"
        }
    }

    package var exitStatus: ExitStatus { .machineTooSmall }
}
