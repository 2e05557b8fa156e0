extension Transformer {
    /// Runs the full cache over a prompt's answer and keeps what plans are measured with.
    ///
    /// - Parameters:
    ///   - answer: The answer's tokens, the end token included; at least two.
    ///   - arena: Where to keep it, exactly the bytes of its `ReferenceLayout`; by default memory of
    ///     its own.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func reference(
        _ snapshot: PrefillSnapshot, answer: [Int], into arena: View<UInt8>? = nil
    ) throws -> AnswerReference {
        let batch = AnswerBatch([.init(snapshot: snapshot, answer: answer)])
        let plan = try CompressionPlan.keepAll(shape: shape)
        let ranks = try TokenRanks(snapshot, retention: plan.retention, workers: workers)
        let caches = try PrefillSnapshot.compressed(
            [snapshot], ranks: [ranks], by: plan, newTokens: [batch.rowCount], workers: workers)
        var trace: AttentionTrace? = AttentionTrace()
        let logits = try logits(batch, caches: caches, chunk: plan.flush, trace: &trace)
        guard let trace else { preconditionFailure("a pass took its trace away") }
        let layout = ReferenceLayout(shape, tokens: batch.rowCount)
        let arena = try arena ?? Buffer(count: layout.byteCount).view
        for layer in weights.layers.indices {
            // The trace goes through all layers chunk after chunk.
            let chunks = stride(from: layer, to: trace.states.count, by: weights.layers.count)
            arena[layout.states(ofLayer: layer)].copy(chunks.map { trace.states[$0] })
            arena[layout.queries(ofLayer: layer)].copy(chunks.map { trace.queries[$0] })
            copyNewest(of: caches[0].keys[layer], to: arena[layout.keys(ofLayer: layer)])
            copyNewest(of: caches[0].values[layer], to: arena[layout.values(ofLayer: layer)])
        }
        arena[layout.logits].copy([logits])
        arena[layout.logSums].bound(to: Double.self).copy(
            from: try workers.map(logits.count) { Kernels.logSumExp(logits[$0]) })
        return AnswerReference(layout: layout, arena: arena)
    }

    /// Copies the newest tokens of a layer's 16-bit streams, as many as `place` holds as
    /// `[G][T][D]`.
    private func copyNewest(of streams: [KVStream], to place: View<UInt8>) {
        let place = place.bound(to: UInt16.self)
        let size = place.count / streams.count
        for (head, stream) in streams.enumerated() {
            let halves = stream.tailSegment.halves
            place[head * size..<(head + 1) * size].copy(from: halves[(halves.count - size)...])
        }
    }
}

extension View<UInt8> {
    /// Copies rows of floats, one below the other, packed.
    fileprivate func copy(_ parts: [Rows]) {
        let floats = bound(to: Float.self)
        var start = 0
        for rows in parts {
            for row in 0..<rows.count {
                floats[start..<start + rows.width].copy(from: rows[row])
                start += rows.width
            }
        }
    }
}
