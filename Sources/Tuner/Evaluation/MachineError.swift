package import Engine

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
