internal import CKernels

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The C kernels behind bounds-checked views; every check happens once, before the call.
///
/// The instruction set is chosen once: the best one that the processor has, or the one that the
/// environment variable `TUNE_KERNELS` names (`avx512`, `avx2`, `portable`).
/// A call may name a set as its last argument; tests run all of them in one process that way.
package enum Kernels {
    /// Tokens that attention expands at a time.
    package static let tile = Int(CK_TILE)

    /// The set that is used unless a call names another.
    fileprivate static let chosen: KernelSet? = {
        guard let name = unsafe getenv("TUNE_KERNELS") else { return .best }
        return unsafe KernelSet(named: String(cString: name))
    }()

    /// Refuses a `TUNE_KERNELS` that names no instruction set of this machine.
    ///
    /// - Throws: `KernelError.unavailable` with the variable's value.
    package static func check() throws(KernelError) {
        guard chosen == nil else { return }
        let name = unsafe getenv("TUNE_KERNELS").map { unsafe String(cString: $0) } ?? ""
        throw .unavailable(name)
    }

    /// `avx512`, `avx2` or `portable`; part of every report, as sums differ between them.
    package static var path: String { KernelSet.chosen.name }
}

extension KernelSet {
    /// The set that `TUNE_KERNELS` names, else the best one.
    package static var chosen: KernelSet {
        guard let chosen = Kernels.chosen else {
            preconditionFailure("kernels used before Kernels.check()")
        }
        return chosen
    }
}
