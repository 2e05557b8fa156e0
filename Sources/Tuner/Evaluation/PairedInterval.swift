/// The mean of paired differences with its 95 % bootstrap interval.
package struct PairedInterval: Sendable, Hashable {
    /// Mean difference over the samples.
    package let mean: Double
    /// Lower end of the interval (2.5 % quantile of the resampled means).
    package let low: Double
    /// Upper end of the interval (97.5 % quantile of the resampled means).
    package let high: Double
    /// Samples that were compared, 1 or more.
    package let sampleCount: Int

    /// Compares two measurements of the same samples: `candidate - reference`, sample by sample.
    ///
    /// - Parameters:
    ///   - candidate: One finite figure per sample.
    ///   - reference: The same samples' figures, in the same order.
    ///   - seed: Seed of the resampling.
    ///   - resamples: How often the samples are drawn anew with replacement.
    /// - Complexity: O(resamples * samples) time, O(resamples + samples) memory.
    package init(
        of candidate: [Double], minus reference: [Double], seed: UInt64, resamples: Int = 10_000
    ) {
        precondition(
            candidate.count == reference.count,
            "\(candidate.count) figures paired with \(reference.count)")
        self.init(
            differences: zip(candidate, reference).map { $0 - $1 }, seed: seed,
            resamples: resamples)
    }

    /// The interval of differences that are already paired.
    package init(differences: [Double], seed: UInt64, resamples: Int = 10_000) {
        precondition(!differences.isEmpty, "an interval of no samples")
        precondition(differences.allSatisfy(\.isFinite), "a difference that is not finite")
        precondition(resamples > 0, "\(resamples) resamples")
        var generator = SeededGenerator(seed: seed)
        var drawn = differences
        var means: [Double] = []
        means.reserveCapacity(resamples)
        for _ in 0..<resamples {
            for index in drawn.indices {
                drawn[index] = differences[generator.int(below: differences.count)]
            }
            means.append(Statistics.mean(drawn))
        }
        mean = Statistics.mean(differences)
        low = Statistics.quantile(0.025, of: means)
        high = Statistics.quantile(0.975, of: means)
        sampleCount = differences.count
    }
}
