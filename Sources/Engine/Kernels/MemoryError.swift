/// Why memory was not to be had.
public enum MemoryError: UserError, Equatable {
    /// The system refused a block of this many bytes.
    case refused(bytes: Int)

    /// What was asked for.
    public var description: String {
        switch self {
        case .refused(let bytes): "found no memory for a block of \(bytes) bytes"
        }
    }

    /// What needs less memory.
    public var hint: String? { "use fewer or shorter samples, or a machine with more memory" }

    /// The machine is too small.
    public var exitStatus: ExitStatus { .machineTooSmall }
}
