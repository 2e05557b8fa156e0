/// ROUGE-L of a summary as LongBench measures it: sentences end at full stops, and the different words
/// of all longest common subsequences of a sentence of the answer with one of the output, taken
/// together, are counted against the different words of either side.
enum RougeL: BestAnswerScorer {
    static func score(_ output: String, answer: String, classes: [String]) -> Double {
        let found = sentences(output)
        let wanted = sentences(answer)
        let foundWords = Set(found.joined())
        let wantedWords = Set(wanted.joined())
        var common: Set<String> = []
        for sentence in wanted {
            for other in found { common.formUnion(longestCommon(sentence, other)) }
        }
        guard !common.isEmpty else { return 0 }
        let precision = Double(common.count) / Double(foundWords.count)
        let recall = Double(common.count) / Double(wantedWords.count)
        return 2 * precision * recall / (precision + recall)
    }

    private static func sentences(_ text: String) -> [[String]] {
        text.unicodeScalars.split(separator: ".")
            .map { MetricText.words(String($0)) }
            .filter { !$0.isEmpty }
    }

    /// A longest common subsequence; of several the one that a walk back from the ends finds that
    /// leaves out words of `b` first.
    ///
    /// - Complexity: O(a.count * b.count) time and bytes.
    private static func longestCommon(_ a: [String], _ b: [String]) -> [String] {
        let width = b.count + 1
        var isLongerWithoutA = [Bool](repeating: false, count: (a.count + 1) * width)
        var above = [Int](repeating: 0, count: width)
        for i in 1...a.count {
            var row = [Int](repeating: 0, count: width)
            for j in 1...b.count {
                row[j] = a[i - 1] == b[j - 1] ? above[j - 1] + 1 : max(above[j], row[j - 1])
                isLongerWithoutA[i * width + j] = above[j] > row[j - 1]
            }
            above = row
        }
        var common: [String] = []
        var (i, j) = (a.count, b.count)
        while i > 0, j > 0 {
            if a[i - 1] == b[j - 1] {
                common.append(a[i - 1])
                (i, j) = (i - 1, j - 1)
            } else if isLongerWithoutA[i * width + j] {
                i -= 1
            } else {
                j -= 1
            }
        }
        return common.reversed()
    }
}
