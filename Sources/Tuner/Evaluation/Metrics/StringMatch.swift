/// Share of the expected strings, trimmed, that the output has somewhere, case ignored
/// (RULER's `string_match_all`).
enum StringMatch: OutputScorer {
    static func score(_ output: String, expected: [String], classes: [String]) -> Double {
        let output = output.lowercased()
        let found = expected.count { text in
            MetricText.contains(output, MetricText.trimmed(text).lowercased())
        }
        return Double(found) / Double(expected.count)
    }
}
