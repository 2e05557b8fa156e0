/// How a task's outputs are scored.
package struct TaskScoring: Sendable, Hashable {
    /// How well an output answers.
    package let metric: TaskMetric
    /// All classes of a classification; empty for every other task.
    package let classes: [String]
    /// Whether only the output's first line that is not empty counts (LongBench's few-shot tasks).
    package let firstLineOnly: Bool

    /// States how to score.
    package init(metric: TaskMetric, classes: [String] = [], firstLineOnly: Bool = false) {
        self.metric = metric
        self.classes = classes
        self.firstLineOnly = firstLineOnly
    }

    /// Scores an output, 0 to 1.
    ///
    /// - Parameters:
    ///   - output: What the model generated, its end token removed.
    ///   - expected: `CalibrationTask.expected`, or the full cache's answer where that is empty.
    package func score(_ output: String, expected: [String]) -> Double {
        precondition(!expected.isEmpty, "an output is compared with one string or more")
        let text = firstLineOnly ? MetricText.firstLine(output) : output
        return metric.scorer.score(text, expected: expected, classes: classes)
    }
}
