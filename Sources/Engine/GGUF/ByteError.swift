/// What can be wrong with a binary file at one of its bytes.
package protocol FileFault: Sendable, Equatable, CustomStringConvertible {
    /// What to do about it, where that can be said.
    var hint: String? { get }
}

/// Why a binary file was refused: a fault, and the byte where it was seen.
package struct ByteError<Fault: FileFault>: UserError, Equatable {
    /// The file, as the user named it.
    package let path: String
    /// Where the fault was seen, counted from the start of the file.
    package let byteOffset: Int
    /// What is wrong.
    package let fault: Fault

    /// States a fault and its place.
    package init(path: String, byteOffset: Int, fault: Fault) {
        self.path = path
        self.byteOffset = byteOffset
        self.fault = fault
    }

    package var description: String { "\(path): byte \(byteOffset): \(fault)" }

    package var hint: String? { fault.hint }

    package var exitStatus: ExitStatus { .badFile }
}
