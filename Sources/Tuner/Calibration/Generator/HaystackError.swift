package import Engine

/// Why a folder cannot be a haystack.
package enum HaystackError: UserError, Equatable {
    /// No such folder, or one that may not be read.
    case cannotRead(path: String)
    /// A file where a folder was named.
    case notAFolder(path: String)
    /// Not one readable text file with a sentence in it.
    case noText(path: String)
    /// The text ends before the context is full.
    case tooLittleText(path: String, foundTokens: Int, neededTokens: Int)

    package var description: String {
        switch self {
        case .cannotRead(let path):
            "\(printableText(path)): found no readable folder, expected one of text files"
        case .notAFolder(let path):
            "\(printableText(path)): found a file, expected a folder of text files"
        case .noText(let path):
            "\(printableText(path)): found no plain text, expected UTF-8 text files"
        case .tooLittleText(let path, let found, let needed):
            "\(printableText(path)): found text for \(found) tokens, expected \(needed) tokens"
        }
    }

    package var hint: String? {
        switch self {
        case .cannotRead: "check the path, or leave the haystack out to have text made up"
        case .notAFolder: "name the folder that the file is in"
        case .noText: "files that are compressed, binary or hidden are not read"
        case .tooLittleText: "add text files to the folder or lower the context"
        }
    }

    package var exitStatus: ExitStatus { .badFile }
}
