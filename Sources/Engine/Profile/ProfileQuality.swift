/// What a profile's plan did on samples that the search never saw.
public struct ProfileQuality: Sendable, Hashable {
    /// A mean and its 95 % interval.
    public struct Estimate: Sendable, Hashable {
        /// The mean over the samples.
        public let mean: Double
        /// The interval's lower end.
        public let low: Double
        /// The interval's upper end.
        public let high: Double

        /// Creates an estimate.
        ///
        /// - Throws: `ProfileError` for numbers that are not finite and for `low` above `high`.
        public init(mean: Double, low: Double, high: Double) throws(ProfileError) {
            try ProfileChecks.finite(mean, of: "mean")
            try ProfileChecks.finite(low, of: "low")
            try ProfileChecks.finite(high, of: "high")
            guard low <= high else {
                throw ProfileError("low", found: "\(low)", expected: "at most high (\(high))")
            }
            self.mean = mean
            self.low = low
            self.high = high
        }
    }

    /// The best plan that treats all heads alike and fits the same bytes.
    public struct BestUniform: Sendable, Hashable {
        /// The plan.
        public let plan: UniformPlan
        /// Its bytes, for all sequences.
        public let bytes: ByteCount
        /// Its mean KL, nats per token.
        public let kl: Double
        /// Its mean score, 0 to 1.
        public let score: Double

        /// Creates the comparison.
        ///
        /// - Throws: `ProfileError` naming the number that is not allowed.
        public init(
            plan: UniformPlan, bytes: ByteCount, kl: Double, score: Double
        ) throws(ProfileError) {
            try ProfileChecks.number(bytes.rawValue, of: "bytes", in: 1...Int.max)
            try ProfileChecks.finite(kl, of: "kl")
            try ProfileChecks.number(score, of: "score", in: 0...1)
            self.plan = plan
            self.bytes = bytes
            self.kl = kl
            self.score = score
        }
    }

    /// Held-out samples that were measured.
    public let samples: Int
    /// KL from the full cache, nats per token; the interval is of the mean.
    public let kl: Estimate
    /// Mean score, 0 to 1.
    public let score: Double
    /// Score minus the full cache's score, paired by sample.
    public let scoreDifference: Estimate
    /// `nil` where no uniform plan fits the budget.
    public let bestUniform: BestUniform?

    /// Creates a statement of quality.
    ///
    /// - Throws: `ProfileError` naming the number that is not allowed.
    public init(
        samples: Int, kl: Estimate, score: Double, scoreDifference: Estimate,
        bestUniform: BestUniform?
    ) throws(ProfileError) {
        try ProfileChecks.number(samples, of: "samples", in: 1...Int(Int32.max))
        try ProfileChecks.number(score, of: "score", in: 0...1)
        self.samples = samples
        self.kl = kl
        self.score = score
        self.scoreDifference = scoreDifference
        self.bestUniform = bestUniform
    }
}
