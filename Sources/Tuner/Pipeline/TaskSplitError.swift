package import Engine

/// Why tasks cannot be split.
package enum TaskSplitError: UserError, Equatable {
    /// All tasks are needed for the search.
    case tooFew(tasks: Int)

    package var description: String {
        switch self {
        case .tooFew(let tasks):
            "found \(tasks) tasks that can be measured, expected more than"
                + " \(CalibrationSplit.minimumSearch): the search takes that many and others judge"
                + " its result"
        }
    }

    package var hint: String? { "add tasks, or name others with --held-out" }

    package var exitStatus: ExitStatus { .badFile }
}
