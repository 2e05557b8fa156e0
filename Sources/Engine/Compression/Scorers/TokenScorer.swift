/// Ranks prompt tokens for pruning.
package protocol TokenScorer: Sendable {
    /// Scores prompt tokens of one key-value head; a higher score means keep.
    ///
    /// - Parameters:
    ///   - evidence: What prefill kept of a layer.
    ///   - head: The key-value head.
    /// - Returns: Scores of the first tokens of the prompt, in order of position; tokens behind them
    ///   are always kept and need none.
    /// - Throws: `MemoryError` if the machine has no room for a row of scores.
    func scores(_ evidence: PrefillEvidence, head: Int) throws(MemoryError) -> [Float]
}

extension Retention {
    /// The scorer of this retention, or nil where the newest tokens rank first.
    package var tokenScorer: (any TokenScorer)? {
        switch scorer {
        case .recent: nil
        case .h2o: H2OScorer()
        case .snapkv: SnapKVScorer(observation: observation, kernel: kernel, pooling: pooling)
        }
    }
}
