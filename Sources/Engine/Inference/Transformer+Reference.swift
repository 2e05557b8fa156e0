extension Transformer {
    /// Runs the full cache over a prompt's answer and keeps what plans are measured with.
    ///
    /// - Parameter answer: The answer's tokens, the end token included; at least two.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func reference(
        _ snapshot: PrefillSnapshot, answer: [Int]
    ) throws -> AnswerReference {
        let batch = AnswerBatch([.init(snapshot: snapshot, answer: answer)])
        let plan = try CompressionPlan.keepAll(shape: shape)
        let ranks = try TokenRanks(snapshot, retention: plan.retention, workers: workers)
        let caches = try PrefillSnapshot.compressed(
            [snapshot], ranks: [ranks], by: plan, newTokens: [batch.rowCount], workers: workers)
        var trace: AttentionTrace? = AttentionTrace()
        let logits = try logits(batch, caches: caches, chunk: plan.flush, trace: &trace)
        guard let trace else { preconditionFailure("a pass took its trace away") }
        let layers = try caches.flatMap { cache in
            try weights.layers.indices.map { layer in
                // The trace goes through all layers chunk after chunk.
                let chunks = stride(from: layer, to: trace.states.count, by: weights.layers.count)
                return AnswerEvidence(
                    states: try .joined(chunks.map { trace.states[$0] }),
                    queries: try .joined(chunks.map { trace.queries[$0] }),
                    keys: try newest(batch.rowCount, of: cache.keys[layer]),
                    values: try newest(batch.rowCount, of: cache.values[layer]),
                    headDim: shape.headDim)
            }
        }
        let logSums = try workers.map(logits.count) { Kernels.logSumExp(logits[$0]) }
        return AnswerReference(
            tokens: batch.rowCount, layers: layers, logits: logits, logSums: logSums)
    }

    /// The newest tokens of a layer's 16-bit streams, `[G][T][D]`, in memory of their own, so that
    /// the cache can go.
    private func newest(
        _ tokens: Int, of streams: [KVStream]
    ) throws(MemoryError) -> View<UInt16> {
        let size = tokens * shape.headDim
        let copy = try Buffer<UInt16>(count: streams.count * size).view
        for (head, stream) in streams.enumerated() {
            let halves = stream.tailSegment.halves
            copy[head * size..<(head + 1) * size].copy(from: halves[(halves.count - size)...])
        }
        return copy
    }
}
