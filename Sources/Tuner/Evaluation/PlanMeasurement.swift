package import Engine

/// What a plan does on some samples.
package struct PlanMeasurement: Sendable {
    /// Bytes that METHODS' formula gives for one sequence.
    package let bytes: ByteCount
    /// Bytes that a cache of that size allocated.
    package let allocatedBytes: ByteCount
    /// Quality of each sample under teacher forcing.
    package let samples: [SampleQuality]
    /// Score of each sample; nil where nothing was generated.
    package let scores: [Double]?

    /// Mean divergence from the full cache, nats per token: the loss of a search.
    package var kl: Double { Statistics.mean(samples.map(\.kl)) }
    /// The divergence that nine of ten samples stay under.
    package var kl90: Double { Statistics.quantile(0.9, of: samples.map(\.kl)) }
    /// Mean negative log-likelihood of the answers.
    package var nll: Double { Statistics.mean(samples.map(\.nll)) }
    /// Mean share of tokens where the most likely one is the full cache's.
    package var agreement: Double { Statistics.mean(samples.map(\.agreement)) }
    /// Mean score.
    package var score: Double? { scores.map(Statistics.mean) }

    /// Index of the sample with the largest divergence.
    package var worst: Int {
        samples.indices.max { samples[$0].kl < samples[$1].kl } ?? 0
    }
}

extension Evaluator {
    /// Measures a plan.
    ///
    /// - Parameters:
    ///   - context: Prompt tokens that bytes are counted for.
    ///   - maxNewTokens: New tokens that bytes are counted for and generation stops at.
    ///   - generating: Whether to decode and score.
    /// - Throws: `PlanError` if the plan is another model's, `MemoryError`, or `InferenceError`.
    package mutating func measure(
        _ plan: CompressionPlan, context: Int, maxNewTokens: Int, generating: Bool
    ) throws -> PlanMeasurement {
        try plan.check(against: shape)
        let cache = try CompressedKVCache(
            plan, shape: shape, promptTokens: context, newTokens: maxNewTokens)
        return PlanMeasurement(
            bytes: plan.bytes(shape: shape, promptTokens: context, newTokens: maxNewTokens),
            allocatedBytes: ByteCount(cache.allocatedBytes),
            samples: try quality(of: plan),
            scores: try generating ? scores(of: plan, maxNewTokens: maxNewTokens) : nil)
    }

    /// Measures the full cache.
    package mutating func measureFull(
        context: Int, maxNewTokens: Int, generating: Bool
    ) throws -> FullMeasurement {
        FullMeasurement(
            bytes: shape.fullCacheBytes(promptTokens: context, newTokens: maxNewTokens),
            nll: Statistics.mean(try fullQuality().map(\.nll)),
            scores: try generating ? fullScores(maxNewTokens: maxNewTokens) : nil)
    }

    private var shape: ModelShape { samples[0].snapshot.layers[0].shape }
}
