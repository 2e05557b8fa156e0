package import Engine

/// A file that is neither a model nor a profile nor a study.
package struct UnknownFileError: UserError, Equatable {
    /// The file as the user named it.
    package let path: String
    /// Whether there is nothing in it.
    package let isEmpty: Bool

    package var description: String {
        "\(printableText(path)): found \(isEmpty ? "an empty file" : "neither"), "
            + "expected a GGUF model or a JSON profile"
    }

    package var hint: String? {
        isEmpty
            ? "was it fully written or downloaded?" : "a model starts with GGUF, a profile with {"
    }

    package var exitStatus: ExitStatus { .badFile }
}
