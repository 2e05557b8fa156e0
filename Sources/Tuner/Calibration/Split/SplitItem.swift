/// What a split looks at in a sample.
package struct SplitItem: Sendable, Hashable {
    /// The sample's place in the calibration set.
    package let index: Int
    /// `CalibrationTask.contentHash`.
    package let contentHash: String
    /// The metric that scores it.
    package let metric: TaskMetric
    /// Tokens of its prompt, 1 or more.
    package let tokens: Int

    /// States an item.
    package init(index: Int, contentHash: String, metric: TaskMetric, tokens: Int) {
        self.index = index
        self.contentHash = contentHash
        self.metric = metric
        self.tokens = tokens
    }

    /// The item of a task whose prompt has `tokens` tokens.
    package init(index: Int, task: CalibrationTask, tokens: Int) {
        self.init(index: index, contentHash: task.contentHash, metric: task.metric, tokens: tokens)
    }
}
