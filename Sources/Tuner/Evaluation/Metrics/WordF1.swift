/// Harmonic mean of precision and recall over words, each counted as often as it stands in both
/// (LongBench's `qa_f1_score`, after SQuAD's).
enum WordF1: BestAnswerScorer {
    static func score(_ output: String, answer: String, classes: [String]) -> Double {
        let found = normalizedWords(output)
        let wanted = normalizedWords(answer)
        var left: [String: Int] = [:]
        for word in wanted { left[word, default: 0] += 1 }
        var common = 0
        for word in found {
            guard let count = left[word], count > 0 else { continue }
            left[word] = count - 1
            common += 1
        }
        guard common > 0 else { return 0 }
        let precision = Double(common) / Double(found.count)
        let recall = Double(common) / Double(wanted.count)
        return 2 * precision * recall / (precision + recall)
    }

    /// Words in lower case without punctuation (ASCII's and East Asian) and without articles; an
    /// article is a run of letters, digits and underscores that is "a", "an" or "the".
    private static func normalizedWords(_ text: String) -> [String] {
        var result = String.UnicodeScalarView()
        var run = String.UnicodeScalarView()
        func endRun() {
            if articles.contains(String(run)) { result.append(" ") } else { result += run }
            run = String.UnicodeScalarView()
        }
        for scalar in text.lowercased().unicodeScalars where !isPunctuation(scalar) {
            if isWordScalar(scalar) {
                run.append(scalar)
            } else {
                endRun()
                result.append(scalar)
            }
        }
        endRun()
        return MetricText.words(String(result))
    }

    private static let articles: Set<String> = ["a", "an", "the"]

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e, 0x3001...0x303f,
            0xff01...0xff0f, 0xff1a...0xff20, 0xff3b...0xff40, 0xff5b...0xff65:
            true
        default: false
        }
    }
}
