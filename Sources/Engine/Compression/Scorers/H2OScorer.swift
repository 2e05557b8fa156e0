/// Attention received from the token itself and every later one, mean over the group's query heads
/// (H2O, with the causal mask that its public code lacks).
package struct H2OScorer: TokenScorer {
    /// Creates the scorer.
    package init() {}

    package func scores(_ evidence: PrefillEvidence, head: Int) -> [Float] {
        precondition(evidence.columnSums.count > 0, "prefill kept no column sums")
        return evidence.columnSums[head * evidence.tokens..<(head + 1) * evidence.tokens].array
    }
}
