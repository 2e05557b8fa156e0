package import Engine

/// Why a budget's text was refused.
package struct BudgetError: UserError, Hashable {
    /// The text.
    package let found: String
    /// What is wrong in it.
    package let problem: String
    /// What to do about it, where that can be said.
    package let hint: String?

    /// A hint that shows what budgets look like.
    static let example = "for example 2GiB, 1.5GB, 512MiB or 1073741824"

    init(found: String, problem: String, hint: String? = nil) {
        self.found = found
        self.problem = problem
        self.hint = hint
    }

    package var description: String {
        "budget \(DisplayText.quoted(found)): found \(problem), expected a size above 0 like 2GiB"
    }

    package var exitStatus: ExitStatus { .badArgument }
}
