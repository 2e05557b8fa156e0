/// Why a file could not be opened; readers make an error of theirs of it.
enum OpenFailure: Error {
    /// The system refused, with its error number.
    case system(code: Int32)
    /// Something other than a regular file.
    case notRegular(kind: String)
}
