/// How a program that met an error ends; the numbers are part of the command line's contract.
public enum ExitStatus: Int32, Sendable {
    /// Done.
    case success = 0
    /// Could not finish, or a check failed.
    case failure = 1
    /// Something is wrong in an argument itself.
    case badArgument = 2
    /// Something is wrong with a file that an argument names.
    case badFile = 3
    /// Nothing fits the budget.
    case overBudget = 4
    /// The machine is too small.
    case machineTooSmall = 5
    /// The study is busy or incompatible.
    case badStudy = 6
}

/// An error whose cause lies in what the user gave, told so that the user can mend it.
public protocol UserError: Error, Sendable, CustomStringConvertible {
    /// What was found and what was expected, in one line, the place first (`FILE:LINE:COLUMN: ...`).
    var description: String { get }
    /// What to do about it, where that can be said.
    var hint: String? { get }
    /// How the program ends.
    var exitStatus: ExitStatus { get }
}
