package import Engine

/// What the full cache's attention saw for one sample's answer: enough to compute what any head
/// would give under any plan, without a forward pass.
package struct AnswerTrace: Sendable {
    /// The sample's prompt after its prefill.
    let snapshot: PrefillSnapshot
    /// Fed answer tokens (T).
    let tokens: Int
    /// Rotated queries, `[T][H * D]` per layer.
    let queries: [Rows]
    /// Keys of the answer tokens as stored, `[T][D]` per layer and key-value head.
    let newKeys: [[View<UInt16>]]
    /// Values of the answer tokens as stored, `[T][D]` per layer and key-value head.
    let newValues: [[View<UInt16>]]
    /// Mean squared norm of the residual stream before attention, per layer.
    let squaredNorms: [Double]

    /// Runs the full cache over a sample's answer.
    ///
    /// - Throws: `MemoryError`, or `InferenceError`.
    package init(_ sample: MeasuredSample, model: LanguageModel) throws {
        let (shape, workers) = (model.shape, model.transformer.workers)
        let plan = try CompressionPlan.keepAll(shape: shape)
        let fed = sample.answer.count - 1
        let ranks = try TokenRanks(
            sample.snapshot, retention: plan.retention, workers: workers)
        let caches = try PrefillSnapshot.compressed(
            [sample.snapshot], ranks: [ranks], by: plan, newTokens: [fed], workers: workers)
        let batch = AnswerBatch([.init(snapshot: sample.snapshot, answer: sample.answer)])
        var trace: AttentionTrace? = AttentionTrace()
        _ = try model.transformer.logits(batch, caches: caches, chunk: fed, trace: &trace)
        snapshot = sample.snapshot
        tokens = fed
        queries = trace?.queries ?? []
        squaredNorms = (trace?.squaredNorms ?? []).map { norms in
            Statistics.mean(norms.map(Double.init))
        }
        newKeys = try caches[0].keys.map { try $0.map { try Self.tail($0, fed, shape.headDim) } }
        newValues = try caches[0].values.map {
            try $0.map { try Self.tail($0, fed, shape.headDim) }
        }
    }

    /// The newest tokens of a stream in memory of their own, so that the cache can go.
    private static func tail(
        _ stream: KVStream, _ tokens: Int, _ headDim: Int
    ) throws(MemoryError) -> View<UInt16> {
        let copy = try Buffer<UInt16>(count: tokens * headDim).view
        let halves = stream.tailSegment.halves
        copy.copy(from: halves[(halves.count - tokens * headDim)...])
        return copy
    }
}
