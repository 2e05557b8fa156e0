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

    /// Of some trials the one with the largest pooling kernel that is not clearly worse than the best.
    ///
    /// A kernel that is too short for the longest answers loses parts of them: rarely, and then much,
    /// so that the mean over few samples does not show it. Clearly worse is a paired difference of more
    /// than two standard errors; among equal kernels the least loss decides.
    package static func steadiest(_ trials: [Trial]) -> Trial? {
        guard let best = trials.min(by: { $0.loss < $1.loss }) else { return nil }
        return trials.filter { !$0.isClearlyWorse(than: best) }.max { left, right in
            (left.plan.retention.kernel, -left.loss) < (right.plan.retention.kernel, -right.loss)
        }
    }

    private func isClearlyWorse(than other: Trial) -> Bool {
        let differences = zip(losses, other.losses).map { $0 - $1 }
        let mean = Statistics.mean(differences)
        let squares = Statistics.sum(differences.map { ($0 - mean) * ($0 - mean) })
        let count = Double(differences.count)
        let standardError = (squares / (max(1, count - 1) * count)).squareRoot()
        return mean > 2 * standardError
    }
}
