package import Engine

/// A plan that treats all heads alike, before it is spread over a model's layers.
package struct UniformCandidate: Sendable, Hashable {
    /// What every head keeps.
    package let head: HeadPlan
    /// How tokens are ranked.
    package let retention: Retention
    /// Newest kept tokens that are held in 16 bit.
    package let window: Int

    /// Creates a candidate.
    package init(head: HeadPlan, retention: Retention, window: Int) {
        self.head = head
        self.retention = retention
        self.window = window
    }

    /// The plan for a model.
    ///
    /// - Throws: As `CompressionPlan`'s initializer.
    package func plan(
        shape: ModelShape, flush: Int = 64
    ) throws(PlanError) -> CompressionPlan {
        try CompressionPlan(
            uniform: head, shape: shape, retention: retention, window: window, flush: flush)
    }
}
