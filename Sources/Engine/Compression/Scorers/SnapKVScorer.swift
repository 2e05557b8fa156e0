/// Attention received from the newest prompt queries, pooled over neighbours, mean over the group's
/// query heads (SnapKV).
package struct SnapKVScorer: TokenScorer {
    /// Newest queries that score (o).
    let observation: Int
    /// Length of the pooling kernel, odd.
    let kernel: Int
    /// Largest or mean score under the kernel.
    let pooling: Retention.Pooling

    /// Creates the scorer.
    package init(observation: Int, kernel: Int, pooling: Retention.Pooling) {
        self.observation = observation
        self.kernel = kernel
        self.pooling = pooling
    }

    package func scores(_ evidence: PrefillEvidence, head: Int) throws(MemoryError) -> [Float] {
        let shape = evidence.shape
        let scored = evidence.tokens - observation
        guard scored > 0 else { return [] }
        var total = [Float](repeating: 0, count: scored)
        let scratch = try Buffer<Float>(count: shape.headDim * Kernels.tile).view
        let stride = evidence.tokens + Kernels.scoreSlack
        let weights = Rows(
            try Buffer<Float>(count: observation * stride).view, count: observation, width: stride)
        let keys = StoredSegment(halves: evidence.keys(ofHead: head), tokens: evidence.tokens)
        let group = shape.queriesPerKVHead
        for query in head * group..<(head + 1) * group {
            let sums = try received(
                from: evidence.newestQueries(observation, ofQueryHead: query), keys: keys,
                headDim: shape.headDim, scratch: scratch, weights: weights, scored: scored)
            let pooled = pool(sums)
            for position in 0..<scored { total[position] += pooled[position] }
        }
        let share = 1 / Float(group)
        return total.map { $0 * share }
    }

    /// Sum over the observing queries of their causal attention to each of the scored tokens.
    private func received(
        from queries: View<Float>, keys: StoredSegment, headDim: Int, scratch: View<Float>,
        weights: Rows, scored: Int
    ) throws(MemoryError) -> [Float] {
        let scaled = try Buffer<Float>(count: queries.count).view
        scaled.copy(from: queries)
        Kernels.scale(scaled, by: 1 / Float(headDim).squareRoot())
        Kernels.scoreKeys(
            keys, queries: Rows(scaled, count: observation, width: headDim), scratch: scratch,
            scores: weights)
        let sums = try Buffer<Float>(count: scored).view
        for row in 0..<observation {
            // Query `row` of the observation stands at position scored + row and sees itself.
            let seen = weights[row][0..<scored + row + 1]
            let sum = Kernels.exponentiate(seen)
            let received = seen[0..<scored]
            Kernels.scale(received, by: 1 / sum)
            Kernels.add(received, to: sums)
        }
        return sums.array
    }

    /// One-dimensional pooling, centred, stride 1; max is cut off at the edges, mean always divides
    /// by the kernel's length.
    private func pool(_ scores: [Float]) -> [Float] {
        let reach = (kernel - 1) / 2
        guard reach > 0 else { return scores }
        return scores.indices.map { centre in
            let window = scores[max(0, centre - reach)...min(scores.count - 1, centre + reach)]
            switch pooling {
            case .max: return window.reduce(-.infinity, max)
            case .mean: return window.reduce(0, +) / Float(kernel)
            }
        }
    }
}
