/// LongBench's accuracy: of a class among `classes`, of a number, or else of a text.
///
/// - With classes: 1 / n if the output has the right class and n classes in all, those aside that are
///   a part of the right one's name.
/// - Without, where the answer is a number or ends `Paragraph` (`段落`) and one: the share of the
///   output's numbers that are that number.
/// - Else 1 if the output has the answer somewhere.
enum Accuracy: BestAnswerScorer {
    static func score(_ output: String, answer: String, classes: [String]) -> Double {
        if !classes.isEmpty {
            let named = classes.filter { name in
                MetricText.contains(output, name)
                    && (name == answer || !MetricText.contains(answer, name))
            }
            return named.contains(answer) ? 1 / Double(named.count) : 0
        }
        if let number = number(in: answer) {
            let numbers = MetricText.numbers(output)
            guard !numbers.isEmpty else { return 0 }
            return Double(numbers.count { $0 == number }) / Double(numbers.count)
        }
        return MetricText.contains(output, MetricText.trimmed(answer)) ? 1 : 0
    }

    /// The number that an answer is about, if it is one or names a paragraph by one.
    private static func number(in answer: String) -> String? {
        let numbers = MetricText.numbers(answer)
        guard numbers.count == 1, let number = numbers.first else { return nil }
        let text = MetricText.trimmed(answer)
        return ["", "Paragraph ", "段落"].contains { $0 + number == text } ? number : nil
    }
}
