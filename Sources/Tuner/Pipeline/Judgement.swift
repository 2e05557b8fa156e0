package import Engine

/// What the winner and the best uniform plan do on held-out samples, beside the full cache.
package struct Judgement: Sendable {
    /// The winner.
    package let winner: PlanMeasurement
    /// The best plan that treats all heads alike; nil where every token fits.
    package let uniform: (plan: UniformPlan, measurement: PlanMeasurement)?
    /// Plans that nobody had to look for.
    package let baselines: [(name: String, measurement: PlanMeasurement)]
    /// The full cache.
    package let full: FullMeasurement

    /// Divergence up to which a plan counts as good as the full cache, nats per token.
    private static let asGood = 0.01

    /// Measures on samples that the search never saw.
    ///
    /// - Throws: `MemoryError`, or `InferenceError`.
    package init(
        _ evaluator: inout Evaluator, winner: CompressionPlan, uniform: UniformPlan?,
        baselines: [Baseline], shape: ModelShape, context: Int, maxNewTokens: Int
    ) throws {
        func measured(_ plan: CompressionPlan) throws -> PlanMeasurement {
            try evaluator.measure(
                plan, context: context, maxNewTokens: maxNewTokens, generating: true)
        }
        full = try evaluator.measureFull(
            context: context, maxNewTokens: maxNewTokens, generating: true)
        self.winner = try measured(winner)
        self.uniform = try uniform.map { ($0, try measured($0.plan(for: shape))) }
        self.baselines = try baselines.map { ($0.name, try measured($0.plan)) }
    }

    /// The smallest baseline that scores what the full cache does, with hardly any divergence.
    package var smallestAsGood: (name: String, measurement: PlanMeasurement)? {
        baselines.filter { baseline in
            baseline.measurement.kl <= Self.asGood
                && baseline.measurement.score ?? 0 >= full.score ?? 0
        }.min { $0.measurement.bytes < $1.measurement.bytes }
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

    /// Tasks that score lower than with the full cache.
    package var lostTasks: LostTasks {
        LostTasks(of: winner.scores ?? [], against: full.scores ?? [])
    }
}
