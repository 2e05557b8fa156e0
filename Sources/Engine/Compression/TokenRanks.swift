/// The order in which each key-value head would keep the tokens of a prompt, the top rank first.
///
/// Sinks come first (oldest first), then the recent tokens (newest first), then the rest by score,
/// ties to the lower index. Any plan with this retention takes its tokens from the front.
package struct TokenRanks: Sendable {
    /// Positions by rank, `[L][G][n]`.
    private let order: View<Int32>
    private let kvHeadCount: Int
    private let tokens: Int

    /// Ranks all heads of all layers.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(
        _ snapshot: PrefillSnapshot, retention: Retention, workers: Workers
    ) throws {
        let shape = snapshot.layers[0].shape
        let tokens = snapshot.tokens.count
        let heads = shape.layerCount * shape.kvHeadCount
        let ranked = try workers.map(heads) { index in
            let layer = snapshot.layers[index / shape.kvHeadCount]
            let scores = try retention.scores(layer, head: index % shape.kvHeadCount)
            return retention.rank(scores: scores, tokens: tokens)
        }
        let order = try Buffer<Int32>(count: heads * tokens).view
        for (index, positions) in ranked.enumerated() {
            order[index * tokens..<(index + 1) * tokens].copy(from: positions)
        }
        self.order = order
        kvHeadCount = shape.kvHeadCount
        self.tokens = tokens
    }

    /// Positions of a head by rank, `[n]`.
    package func positions(layer: Int, head: Int) -> View<Int32> {
        let start = (layer * kvHeadCount + head) * tokens
        return order[start..<start + tokens]
    }
}

extension Retention {
    /// Scores of the tokens that have one, or none where the newest rank first.
    fileprivate func scores(
        _ evidence: PrefillEvidence, head: Int
    ) throws(MemoryError) -> [Float] {
        let always = min(sinks, evidence.tokens) + recent
        guard let scorer = tokenScorer, evidence.tokens > always else { return [] }
        return try scorer.scores(evidence, head: head)
    }

    /// Positions by rank, given scores in order of position.
    package func rank(scores: [Float], tokens: Int) -> [Int32] {
        let sinks = min(sinks, tokens)
        let firstRecent = tokens - min(recent, tokens - sinks)
        let head = Array(Int32(0)..<Int32(sinks))
        let newest = (Int32(firstRecent)..<Int32(tokens)).reversed()
        let rest = Int32(sinks)..<Int32(firstRecent)
        guard scorer != .recent else { return head + newest + rest.reversed() }
        let byScore = rest.sorted { left, right in
            let (a, b) = (scores[Int(left)], scores[Int(right)])
            return a != b ? a > b : left < right
        }
        return head + newest + byScore
    }
}
