/// How well an output answers a task; every metric gives 0 to 1, more is better.
package enum TaskMetric: String, Sendable, Hashable, CaseIterable {
    /// Share of the expected strings that the output has somewhere (RULER); the default.
    case stringMatch = "string-match"
    /// Whether the output is one of the expected strings.
    case exactMatch = "exact-match"
    /// F1 over words (LongBench's question answering).
    case f1
    /// F1 over longest common subsequences (LongBench's summaries).
    case rougeL = "rouge-l"
    /// Whether the output names the right class, number or answer (LongBench).
    case accuracy
    /// Share of characters in common with the right line of code (LongBench).
    case editSimilarity = "edit-similarity"

    /// Computes the metric.
    var scorer: any OutputScorer.Type {
        switch self {
        case .stringMatch: StringMatch.self
        case .exactMatch: ExactMatch.self
        case .f1: WordF1.self
        case .rougeL: RougeL.self
        case .accuracy: Accuracy.self
        case .editSimilarity: EditSimilarity.self
        }
    }
}
