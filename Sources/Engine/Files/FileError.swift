#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Why a file could not be saved.
public struct FileError: UserError, Equatable {
    /// The file as the user named it.
    public let path: String
    /// What was being done, such as `create` or `write`.
    public let operation: String
    /// The system's error number.
    public let code: Int32

    /// States what failed.
    init(path: String, operation: String, code: Int32) {
        self.path = path
        self.operation = operation
        self.code = code
    }

    /// The file, the cause and what was being done.
    public var description: String {
        "\(printableText(path)): found \"\(unsafe String(cString: strerror(code)))\", "
            + "expected to \(operation) it"
    }

    /// What was kept, and what to do.
    public var hint: String? {
        switch code {
        case ENOENT: "create the directory first"
        case ENOSPC, EDQUOT: "free some space and run it again; what was there is unchanged"
        default: "what was there is unchanged"
        }
    }

    /// A place that cannot be written to is the argument's fault, a device that fails is not.
    public var exitStatus: ExitStatus {
        switch code {
        case ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EROFS, ELOOP, ENAMETOOLONG, EEXIST: .badFile
        default: .failure
        }
    }
}
