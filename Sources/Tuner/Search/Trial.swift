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
        /// A few units of the best candidate, or of the best uniform plan, exchanged.
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
    /// Divergence of each sample, nats per token.
    package let losses: [Double]

    /// Mean divergence: what the search minimises.
    package var loss: Double { Statistics.mean(losses) }

    /// The numbers that the whole plan shares.
    package var frame: PlanFrame {
        PlanFrame(retention: plan.retention, window: plan.window, flush: plan.flush)
    }
}
