/// Where the rows of several sequences' new tokens lie in a batch.
struct StepBatch: Sendable {
    /// The sequences.
    let steps: [SequenceStep]
    /// First row of each sequence.
    let firstRows: [Int]
    /// Rows of the batch.
    let rowCount: Int

    init(_ steps: [SequenceStep]) {
        self.steps = steps
        var rows = 0
        firstRows = steps.map { step in
            defer { rows += step.tokens.count }
            return rows
        }
        rowCount = rows
    }

    /// The tokens of all rows.
    var tokens: [Int] { steps.flatMap(\.tokens) }

    /// The position of each row's token.
    var positions: [Int] {
        steps.flatMap { step in step.tokens.indices.map { step.position + $0 } }
    }
}
