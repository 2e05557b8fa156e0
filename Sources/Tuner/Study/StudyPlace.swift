/// Where a run keeps its study.
package struct StudyPlace: Sendable, Hashable {
    /// The file.
    package let path: String
    /// Whether the user named it: then a budget that was not searched in it yet is answered from
    /// what it holds.
    package let isNamed: Bool
    /// Whether to go on with what other kernels measured.
    package let anyKernels: Bool

    /// Where the inputs lie, by the flags that named them: later runs of the study look there.
    package let files: [String: String]

    /// Names a place.
    package init(
        path: String, isNamed: Bool, anyKernels: Bool = false, files: [String: String] = [:]
    ) {
        self.path = path
        self.isNamed = isNamed
        self.anyKernels = anyKernels
        self.files = files
    }
}
