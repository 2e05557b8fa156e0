package import Engine

/// A measured candidate.
package struct Trial: Sendable {
    /// Which stage of the search proposed it.
    package enum Origin: String, Sendable {
        /// A plan that treats all heads alike.
        case uniform
        /// All tokens at few bits, PyramidKV's split, or the plan in use.
        case baseline
        /// The knapsack over the local errors.
        case knapsack
        /// The knapsack after gains were learned from the trials before it.
        case refined
        /// A few units of one of the best candidates exchanged.
        case exchange
    }

    /// Who proposed it.
    package let origin: Origin
    /// What was measured.
    package let plan: CompressionPlan
    /// The text of a uniform plan; nil for others.
    package let uniform: UniformPlan?
    /// Exact bytes of one sequence.
    package let bytes: Int
    /// Divergence of each sample that it met, nats per token.
    package let losses: [Double]
    /// Mean divergence, which the search minimises; of a dropped candidate what it likely is.
    package let loss: Double
    /// Whether it met all samples.
    package let isComplete: Bool

    /// States a measured candidate.
    ///
    /// - Parameter best: The plan that it lost a race against, where it did not meet all samples.
    package init(
        origin: Origin, plan: CompressionPlan, uniform: UniformPlan?, bytes: Int,
        losses: [Double], droppedAgainst best: Trial? = nil
    ) {
        self.origin = origin
        self.plan = plan
        self.uniform = uniform
        self.bytes = bytes
        self.losses = losses
        isComplete = best == nil
        loss =
            best.map { best in
                best.loss + Statistics.mean(zip(losses, best.losses).map { $0 - $1 })
            } ?? Statistics.mean(losses)
    }

    /// Standard error of the mean over samples.
    package var standardError: Double {
        (Statistics.variance(losses) / Double(losses.count)).squareRoot()
    }

    /// How uncertain the loss's logarithm is because samples are missing.
    package var relativeError: Double {
        isComplete || loss <= 0 ? 0 : min(1, standardError / loss)
    }

    /// The numbers that the whole plan shares.
    package var frame: PlanFrame { PlanFrame(of: plan) }
}
