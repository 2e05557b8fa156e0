package import Engine

/// Why a study cannot be used.
package enum StudyError: UserError, Equatable {
    /// Another process writes to it.
    case busy(path: String)
    /// It belongs to another question; the first part that differs is named.
    case different(path: String, part: String, found: String, expected: String)
    /// Another instruction set measured it, whose sums differ in their last bits.
    case otherKernels(path: String, found: String, expected: String)
    /// There is nothing in it to answer with.
    case empty(path: String)
    /// The file is no study, or a broken one.
    case unreadable(path: String, found: String)
    /// The system failed to read or write it.
    case failed(path: String, reason: String)

    package var description: String {
        switch self {
        case .busy(let path):
            "\(printableText(path)): found a study that another process has open, expected to be"
                + " alone with it"
        case .different(let path, let part, let found, let expected):
            "\(printableText(path)): found a study with \(part) \(printableText(found)), expected"
                + " \(printableText(expected))"
        case .otherKernels(let path, let found, let expected):
            "\(printableText(path)): found a study that \(printableText(found)) kernels measured,"
                + " expected this machine's \(expected)"
        case .empty(let path):
            "\(printableText(path)): found no finished search in the study, expected one"
        case .unreadable(let path, let found):
            "\(printableText(path)): found \(found), expected a study"
        case .failed(let path, let reason):
            "\(printableText(path)): found \"\(printableText(reason))\", expected to read and write"
                + " the study"
        }
    }

    package var hint: String? {
        switch self {
        case .busy: "wait for the other one, or name another file with --study"
        case .different: "name another file with --study, or give the values it was made with"
        case .otherKernels:
            "--other-kernels goes on with it: losses then differ in their last digits"
        case .empty: "`tune --study` with a budget makes one"
        case .unreadable: "name another file with --study; this one is unchanged"
        case .failed: "every evaluation that had finished is kept: run it again to go on"
        }
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .busy, .different, .otherKernels, .empty: .badStudy
        case .unreadable: .badFile
        case .failed: .failure
        }
    }
}
