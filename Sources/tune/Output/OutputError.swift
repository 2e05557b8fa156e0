internal import Engine
internal import Foundation

/// A result could not be written.
struct OutputError: UserError, Equatable {
    /// What was written to.
    let name: String
    /// The system's error number.
    let code: Int32

    var description: String {
        "\(name): found \"\(unsafe String(cString: strerror(code)))\", expected to write the result"
    }

    var hint: String? {
        switch code {
        case ENOSPC, EDQUOT: "the device is full: free some space and run it again"
        case EPIPE: "the reading program ended before everything was written"
        default: nil
        }
    }

    var exitStatus: ExitStatus { .failure }
}
