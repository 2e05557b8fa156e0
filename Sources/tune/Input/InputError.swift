internal import Engine
internal import Foundation

/// Standard input could not be read.
struct InputError: UserError, Equatable {
    /// The system's error number.
    let code: Int32

    var description: String {
        "standard input: found \"\(unsafe String(cString: strerror(code)))\", expected lines to read"
    }

    var hint: String? { nil }

    var exitStatus: ExitStatus { .failure }
}
