internal import Engine

/// An argument that says something impossible.
struct ArgumentError: UserError, Equatable {
    /// The flag, and what was found and expected.
    let description: String
    let hint: String?
    /// Exit status 2.
    var exitStatus: ExitStatus { .badArgument }

    /// States what a flag holds and should hold.
    init(_ flag: String, found: String, expected: String, hint: String? = nil) {
        self.init("\(flag): found \(found), expected \(expected)", hint: hint)
    }

    /// Says which flag a refused value belongs to.
    init(_ flag: String, _ error: any UserError) {
        self.init("\(flag): \(error.description)", hint: error.hint)
    }

    /// States an error that is about more than one flag.
    init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}
