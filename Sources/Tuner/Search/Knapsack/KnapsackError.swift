package import Engine

/// Why a knapsack has no solution.
package enum KnapsackError: UserError, Equatable {
    /// Even the smallest option of every unit is too much.
    case overBudget(budget: Int, smallest: Int)

    package var description: String {
        switch self {
        case .overBudget(let budget, let smallest):
            "found a budget of \(budget) bytes, expected at least \(smallest) bytes"
        }
    }

    package var hint: String? {
        switch self {
        case .overBudget(_, let smallest):
            "the smallest plan takes \(smallest) bytes; raise the budget or lower the context"
        }
    }

    package var exitStatus: ExitStatus { .overBudget }
}
