/// Similarity of the output's first line of code with the answer (LongBench's `code_sim_score`):
/// twice their longest common subsequence over the characters of both, in whole percent.
enum EditSimilarity: BestAnswerScorer {
    static func score(_ output: String, answer: String, classes: [String]) -> Double {
        let line = Array(codeLine(output).unicodeScalars)
        let answer = Array(answer.unicodeScalars)
        guard !line.isEmpty, !answer.isEmpty else { return 0 }
        let common = commonLength(line, answer)
        let percent = 200 * Double(common) / Double(line.count + answer.count)
        return percent.rounded(.toNearestOrEven) / 100
    }

    /// The first line that is neither a comment nor a fence: without `` ` ``, `#` and `//`.
    private static func codeLine(_ output: String) -> String {
        let lines = output.unicodeScalars.drop { $0 == "\n" }
            .split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.map({ String($0) })
        where !["`", "#", "//"].contains(where: { MetricText.contains(line, $0) }) {
            return line
        }
        return ""
    }

    /// Length of the longest common subsequence.
    private static func commonLength(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for x in a {
            var diagonal = 0
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = x == y ? diagonal + 1 : max(above, row[j])
                diagonal = above
            }
        }
        return row[b.count]
    }
}
