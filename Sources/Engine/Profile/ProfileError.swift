/// Why a profile was refused.
public struct ProfileError: UserError, Equatable {
    /// What was found and what was expected, the place first where the profile is a file.
    public let description: String
    /// What to do about it.
    public let hint: String?

    /// A profile is a file.
    public var exitStatus: ExitStatus { .badFile }

    /// States what a profile holds and should hold.
    init(_ name: String, found: String, expected: String, hint: String? = nil) {
        self.description = "\(name): found \(found), expected \(expected)"
        self.hint = hint
    }

    /// Says where in a file an error is.
    init(at location: JSONLocation, _ error: any UserError) {
        let path = printableText(location.path)
        self.description = "\(path):\(location.line):\(location.column): \(error.description)"
        self.hint = error.hint
    }
}
