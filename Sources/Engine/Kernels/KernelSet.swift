internal import CKernels

/// The functions of one instruction set; sums may differ in their last bits between sets.
///
/// `@unchecked Sendable`: the table is a constant of the program.
@safe
package struct KernelSet: @unchecked Sendable {
    let table: UnsafePointer<ck_kernels>

    /// `avx512`, `avx2` or `portable`.
    package var name: String { unsafe String(cString: table.pointee.name) }

    /// The best set that the processor can run.
    package static let best = unsafe KernelSet(ck_select(nil))

    /// All sets that the processor can run, the best one first.
    package static let runnable = ["avx512", "avx2", "portable"].compactMap { KernelSet(named: $0) }

    /// The set of a name; nil if the name is unknown or the processor cannot run the set.
    package init?(named name: String) {
        unsafe self.init(ck_select(name))
    }

    private init?(_ table: UnsafePointer<ck_kernels>?) {
        guard let table = unsafe table else { return nil }
        unsafe self.table = unsafe table
    }
}

extension KernelSet: CustomStringConvertible {
    package var description: String { name }
}
