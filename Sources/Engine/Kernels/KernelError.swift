/// Why no kernels could be chosen.
package enum KernelError: UserError, Equatable {
    /// `TUNE_KERNELS` names an instruction set that is unknown or that the machine lacks.
    case unavailable(String)

    package var description: String {
        switch self {
        case .unavailable(let name):
            "found TUNE_KERNELS=\(name), expected an instruction set of this machine"
        }
    }

    package var hint: String? { "avx512, avx2 or portable; unset it for the best one" }

    package var exitStatus: ExitStatus { .badArgument }
}
