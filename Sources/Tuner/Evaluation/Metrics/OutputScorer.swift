/// Compares a generated output with what was expected.
protocol OutputScorer {
    /// Scores an output, 0 to 1.
    ///
    /// - Parameters:
    ///   - output: What the model generated, its end token removed.
    ///   - expected: One string or more.
    ///   - classes: All classes of a classification, the expected ones included; else empty.
    static func score(_ output: String, expected: [String], classes: [String]) -> Double
}

/// A scorer that compares with one answer at a time and counts the best.
protocol BestAnswerScorer: OutputScorer {
    /// Scores an output against one answer, 0 to 1.
    static func score(_ output: String, answer: String, classes: [String]) -> Double
}

extension BestAnswerScorer {
    static func score(_ output: String, expected: [String], classes: [String]) -> Double {
        expected.reduce(0) { max($0, score(output, answer: $1, classes: classes)) }
    }
}
