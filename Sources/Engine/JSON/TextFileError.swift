#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Why a file could not be read.
package enum TextFileError: UserError, Hashable {
    /// The system refused, with its error number.
    case system(path: String, code: Int32)
    /// Something other than a regular file.
    case notRegular(path: String, kind: String)
    /// More bytes than may be held.
    case tooLarge(path: String, limit: Int)
    /// Bytes that are no text.
    case notText(path: String, hint: String?)

    package var description: String {
        switch self {
        case .system(let path, let code):
            "\(printableText(path)): found \(Self.text(of: code)), expected a readable file"
        case .notRegular(let path, let kind):
            "\(printableText(path)): found \(kind), expected a regular file"
        case .tooLarge(let path, let limit):
            "\(printableText(path)): found more than \(limit) bytes, expected at most that many"
        case .notText(let path, _):
            "\(printableText(path)): found bytes that are not UTF-8, expected UTF-8 text"
        }
    }

    package var hint: String? {
        switch self {
        case .notRegular(_, "a directory"): "name a file in it"
        case .notRegular: "save its content to a file and name that"
        case .notText(_, let hint): hint
        case .system, .tooLarge: nil
        }
    }

    package var exitStatus: ExitStatus { .badFile }

    private static func text(of code: Int32) -> String {
        switch code {
        case ENOENT: "no such file"
        case EACCES, EPERM: "a file that may not be read"
        case ENAMETOOLONG: "a name that is too long"
        default: "system error \(code)"
        }
    }
}
