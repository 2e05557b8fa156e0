package import Engine

/// Which tasks a search sees and which ones judge its result (SEARCH P7).
package struct TaskSplit: Sendable {
    /// Tasks that candidates are measured on.
    package let search: [TokenizedTask]
    /// Tasks that choose among the finalists; none where there are few tasks.
    package let select: [TokenizedTask]
    /// Tasks that the winner meets once.
    package let certify: [TokenizedTask]

    /// Splits one file's tasks, or keeps two files apart.
    ///
    /// - Throws: `TaskSplitError.tooFew` if no task is left to judge with.
    package init(
        _ selection: TaskSelection, heldOut: TaskSelection?
    ) throws(TaskSplitError) {
        let tasks = selection.tasks
        if let heldOut {
            search = tasks
            select = []
            certify = heldOut.tasks
            return
        }
        let split = CalibrationSplit(
            tasks.indices.map {
                SplitItem(index: $0, task: tasks[$0].task, tokens: tasks[$0].prompt.count)
            })
        search = split.search.map { tasks[$0] }
        select = split.select.map { tasks[$0] }
        certify = split.certify.map { tasks[$0] }
        guard !certify.isEmpty else { throw .tooFew(tasks: tasks.count) }
    }
}

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
