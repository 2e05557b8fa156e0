import Testing
import Tuner

@Suite("Task metrics")
struct TaskMetricTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let metric: TaskMetric
        let output: String
        let expected: [String]
        var classes: [String] = []
        let score: Double

        var testDescription: String { "\(metric.rawValue): \(output) against \(expected)" }

        init(
            _ metric: TaskMetric, _ output: String, _ expected: [String], _ score: Double,
            classes: [String] = []
        ) {
            self.metric = metric
            self.output = output
            self.expected = expected
            self.classes = classes
            self.score = score
        }
    }

    static let cases = [
        Case(.stringMatch, "The CODES are 12 and 34.", ["12", " 34\n", "56", "codes"], 0.75),
        Case(.stringMatch, "", ["a"], 0),
        Case(.stringMatch, "ÄPFEL", ["äpfel"], 1),
        Case(.exactMatch, " Paris\n", ["London", "Paris"], 1),
        Case(.exactMatch, "paris", ["Paris"], 0),
        Case(.exactMatch, "Paris.", ["Paris"], 0),
        // Words: cat sat on mat (4) against cat sat (2): precision 1/2, recall 1.
        Case(.f1, "The cat sat on a mat!", ["A cat, sat"], 2.0 / 3),
        // Words: x x y against x y y: two in common of three and three.
        Case(.f1, "x x y", ["x y y"], 2.0 / 3),
        Case(.f1, "no", ["yes"], 0),
        Case(.f1, "the a an", ["the"], 0),
        Case(.f1, "b c", ["z", "b"], 2.0 / 3),
        Case(.f1, "theater", ["the ater"], 0),
        // Punctuation goes before articles do: "a.b" is the word "ab".
        Case(.f1, "a.b", ["ab"], 1),
        Case(.f1, "我爱北京。", ["北京"], 2.0 / 3),
        // Subsequence "the cat mat" of 3 words; different words 5 and 4.
        Case(.rougeL, "the cat sat on mat", ["the cat was mat"], 2.0 / 3),
        // Each sentence finds its own: all four words of the answer, four of six of the output.
        Case(.rougeL, "c d. a b. e f", ["a b. c d."], 0.8),
        // Within one sentence the order counts: two of four on both sides.
        Case(.rougeL, "c d a b", ["a b c d"], 0.5),
        // Words count once: {a, b} on both sides.
        Case(.rougeL, "a a b", ["a b b"], 1),
        Case(.rougeL, "...", ["a"], 0),
        Case(.rougeL, "a", ["..."], 0),
        Case(.rougeL, "A", ["a"], 0),
        Case(.accuracy, "it is Food", ["Food"], 1, classes: ["Food", "Animal"]),
        Case(.accuracy, "Food or Animal", ["Food"], 0.5, classes: ["Food", "Animal"]),
        Case(.accuracy, "Animal", ["Food"], 0, classes: ["Food", "Animal"]),
        Case(.accuracy, "Fast food", ["Fast food"], 1, classes: ["food", "Fast food"]),
        Case(.accuracy, "food", ["Fast food"], 0, classes: ["food", "Fast food"]),
        Case(.accuracy, "12, no: 15 or 12", ["12"], 2.0 / 3),
        Case(.accuracy, "Paragraph 3", ["Paragraph 3"], 1),
        Case(.accuracy, "Paragraphs 3 and 13", ["Paragraph 3"], 0.5),
        Case(.accuracy, "none", ["4"], 0),
        Case(.accuracy, "I say yes", ["yes"], 1),
        // "abcd" and "abed": three in common of four and four.
        Case(.editSimilarity, "abcd", ["abed"], 0.75),
        // Two thirds, in whole percent.
        Case(.editSimilarity, "ab", ["b"], 0.67),
        Case(.editSimilarity, "\n# note\n// note\n```\nx = 1\ny = 2", ["x = 1"], 1),
        Case(.editSimilarity, "\nabcd", ["x", "abcd"], 1),
        Case(.editSimilarity, "", ["x"], 0),
    ]

    @Test("an output gets the score worked out by hand", arguments: cases)
    func score(_ item: Case) {
        let scoring = TaskScoring(metric: item.metric, classes: item.classes)
        #expect(abs(scoring.score(item.output, expected: item.expected) - item.score) < 1e-12)
    }

    @Test("only the first line counts where the task says so")
    func firstLine() {
        let scoring = TaskScoring(metric: .f1, firstLineOnly: true)
        #expect(scoring.score("\n\nyes\nQuestion: no", expected: ["yes"]) == 1)
        #expect(TaskScoring(metric: .f1).score("yes\nno", expected: ["yes"]) < 1)
    }

    @Test(
        "every metric gives 1 for the answer and 0 to 1 for anything",
        arguments: TaskMetric.allCases)
    func range(metric: TaskMetric) {
        let scoring = TaskScoring(metric: metric)
        #expect(scoring.score("one two", expected: ["one two"]) == 1)
        let texts = ["", " ", ".", "a", "12", "\n\n", "`", "我", "one. two", "Paragraph 7", "\u{0}"]
        for output in texts {
            for expected in texts {
                let score = scoring.score(output, expected: [expected])
                #expect((0...1).contains(score), "\(output) against \(expected)")
            }
        }
    }

    @Test("names are those of the command line")
    func names() {
        #expect(
            TaskMetric.allCases.map(\.rawValue) == [
                "string-match", "exact-match", "f1", "rouge-l", "accuracy", "edit-similarity",
            ])
    }
}
