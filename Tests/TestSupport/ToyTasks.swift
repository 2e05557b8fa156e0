internal import Tuner

/// Tasks for the toy model: prompts of random words, each with an answer of a few words.
package enum ToyTasks {
    private static let words = [
        "the", "user", "in", "hall", "a", "tall", "as", "on", "at", "her", "seat", "bell", "asks",
    ]

    /// A calibration file's text, one task a line; every prompt ends in a question mark.
    package static func lines(
        _ count: Int, words length: ClosedRange<Int> = 20...40, seed: Int = 1,
        answerWords: Int = 2, withAnswers: Bool = true
    ) -> String {
        var inputs = RandomInputs(seed: seed)
        return (0..<count).map { index in
            let prompt = (0..<inputs.int(in: length)).map { _ in inputs.element(of: words) }
            let answer = (0..<answerWords).map { _ in inputs.element(of: words) }
            let answers = withAnswers ? "[\"\(answer.joined(separator: " "))\"]" : "[]"
            let text = prompt.joined(separator: " ") + " \(index)?"
            return "{\"prompt\": \"\(text)\", \"answers\": \(answers), \"id\": \"task \(index)\"}\n"
        }.joined()
    }
}
