/// 1 if the output is an answer, white space at the ends of both aside; case counts.
enum ExactMatch: BestAnswerScorer {
    static func score(_ output: String, answer: String, classes: [String]) -> Double {
        MetricText.trimmed(output) == MetricText.trimmed(answer) ? 1 : 0
    }
}
