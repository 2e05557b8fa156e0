package import Engine

/// What the winner and the best uniform plan do on held-out samples, beside the full cache.
package struct Judgement: Sendable {
    /// The winner.
    package let winner: PlanMeasurement
    /// The best plan that treats all heads alike; nil where every token fits.
    package let uniform: (plan: UniformPlan, measurement: PlanMeasurement)?
    /// The full cache.
    package let full: FullMeasurement

    /// Measures on samples that the search never saw.
    ///
    /// - Throws: `MemoryError`, or `InferenceError`.
    package init(
        _ evaluator: inout Evaluator, winner: CompressionPlan, uniform: UniformPlan?,
        shape: ModelShape, context: Int, maxNewTokens: Int
    ) throws {
        full = try evaluator.measureFull(
            context: context, maxNewTokens: maxNewTokens, generating: true)
        self.winner = try evaluator.measure(
            winner, context: context, maxNewTokens: maxNewTokens, generating: true)
        self.uniform = try uniform.map { plan in
            let measured = try evaluator.measure(
                plan.plan(for: shape), context: context, maxNewTokens: maxNewTokens,
                generating: true)
            return (plan, measured)
        }
    }

    /// Samples that were measured.
    package var samples: Int { winner.samples.count }

    /// Divergence of the winner with its 95 % interval.
    package var kl: PairedInterval {
        PairedInterval(
            differences: winner.samples.map(\.kl), seed: PlanMeasurement.intervalSeed)
    }

    /// Score of the winner less the full cache's, paired, with its 95 % interval.
    package var scoreDifference: PairedInterval {
        PairedInterval(
            of: winner.scores ?? [], minus: full.scores ?? [],
            seed: PlanMeasurement.intervalSeed)
    }
}
