/// Generated tasks with the tokens that a model reads of each: what a calibration file is made of.
package struct GeneratedSet: Sendable {
    /// The tasks in the order in which they were added.
    package private(set) var tasks: [GeneratedTask] = []
    /// Tokens of each task's prompt.
    package private(set) var tokenCounts: [Int] = []

    /// Starts without a task.
    package init() {}

    /// Adds a task whose prompt has so many tokens.
    package mutating func append(_ task: GeneratedTask, tokens: Int) {
        tasks.append(task)
        tokenCounts.append(tokens)
    }

    /// The calibration file's text: one task a line.
    package var text: String { tasks.map { $0.jsonLine + "\n" }.joined() }

    /// The fewest, the middle (of an even number, the lower) and the most tokens; nil without tasks.
    package var tokenSummary: (min: Int, median: Int, max: Int)? {
        let sorted = tokenCounts.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        return (least, sorted[(sorted.count - 1) / 2], most)
    }
}
