package import Engine

/// The numbers that a whole plan shares, and what its bytes are counted for.
package struct PlanFrame: Sendable, Hashable {
    /// How every head ranks tokens.
    package let retention: Retention
    /// Newest kept tokens in 16 bit.
    package let window: Int
    /// New tokens in 16 bit before they are quantized.
    package let flush: Int

    /// States the numbers.
    package init(retention: Retention, window: Int, flush: Int = 64) {
        self.retention = retention
        self.window = window
        self.flush = flush
    }

    /// The numbers of a plan.
    init(of plan: CompressionPlan) {
        self.init(retention: plan.retention, window: plan.window, flush: plan.flush)
    }

    /// A plan of some heads, `[L][G]`, under these numbers.
    package func plan(_ heads: [[HeadPlan]]) throws(PlanError) -> CompressionPlan {
        try CompressionPlan(
            retention: retention, window: window, flush: flush, layers: heads)
    }
}
