package import Engine

/// The tasks that can be measured, and why the others cannot.
package struct TaskSelection: Sendable {
    /// A task that is left out.
    package struct Skipped: Sendable, Hashable {
        /// The task's id.
        package let id: String
        /// Why it is left out.
        package let reason: String
    }

    /// Tasks to measure, in the file's order.
    package let tasks: [TokenizedTask]
    /// Tasks that are left out.
    package let skipped: [Skipped]
    /// Prompt tokens that bytes are counted for (n).
    package let context: Int
    /// New tokens that bytes are counted for and generation stops at (N).
    package let maxNewTokens: Int

    /// Tokenizes tasks and leaves out what is too long.
    ///
    /// - Parameters:
    ///   - context: The longest prompt; by default the longest that the model takes.
    ///   - maxNewTokens: By default the longest answer and 8 tokens more, at least 16.
    ///   - strict: Whether a task that is too long is an error.
    /// - Throws: `TaskSelectionError`, or `TokenizerError` for an unknown chat format.
    package init(
        _ set: CalibrationSet, encoder: PromptEncoder, shape: ModelShape, context: Int?,
        maxNewTokens: Int?, strict: Bool
    ) throws {
        if let context, context > shape.contextLength {
            throw TaskSelectionError.contextBeyondModel(context, trained: shape.contextLength)
        }
        let all = try set.tasks.map { try TokenizedTask($0, encoder: encoder) }
        let longest = all.compactMap { $0.answer?.count }.max() ?? 0
        let newTokens = maxNewTokens ?? max(16, longest + 8)
        var tasks: [TokenizedTask] = []
        var skipped: [Skipped] = []
        for task in all {
            let room = shape.contextLength - max(newTokens, task.answer?.count ?? 0)
            let limit = min(context ?? room, room)
            if let reason = Self.obstacle(task, limit: limit) {
                guard !strict else {
                    throw TaskSelectionError.refused(
                        path: set.path, line: task.task.line, reason: reason)
                }
                skipped.append(Skipped(id: task.task.id, reason: reason))
            } else {
                tasks.append(task)
            }
        }
        guard let longestPrompt = tasks.map(\.prompt.count).max() else {
            throw TaskSelectionError.nothingLeft(
                path: set.path, skipped: skipped.count, first: skipped.first?.reason ?? "")
        }
        self.tasks = tasks
        self.skipped = skipped
        self.context = context ?? longestPrompt
        self.maxNewTokens = newTokens
    }

    private static func obstacle(_ task: TokenizedTask, limit: Int) -> String? {
        if task.prompt.isEmpty { return "its prompt has no tokens" }
        if task.prompt.count > limit {
            return "its prompt has \(task.prompt.count) tokens, expected at most \(limit)"
        }
        return nil
    }
}
