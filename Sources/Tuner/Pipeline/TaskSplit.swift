internal import Engine

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
            search = Self.mixed(tasks)
            select = []
            certify = heldOut.tasks
            return
        }
        let split = CalibrationSplit(
            tasks.indices.map {
                SplitItem(index: $0, task: tasks[$0].task, tokens: tasks[$0].prompt.count)
            })
        search = Self.mixed(split.search.map { tasks[$0] })
        select = split.select.map { tasks[$0] }
        certify = split.certify.map { tasks[$0] }
        guard !certify.isEmpty else { throw .tooFew(tasks: tasks.count) }
    }

    /// The tasks in the order of their content's hash, so that the first few of them are a fair
    /// sample however the file was put together.
    private static func mixed(_ tasks: [TokenizedTask]) -> [TokenizedTask] {
        tasks.map { (hash: $0.task.contentHash, task: $0) }
            .sorted { ($0.hash, $0.task.task.line) < ($1.hash, $1.task.task.line) }
            .map(\.task)
    }
}
