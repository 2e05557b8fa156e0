package import Engine

/// The bytes that a plan may take, and what they are counted for.
package struct SearchBudget: Sendable, Hashable {
    /// Bytes of all sequences together.
    package let bytes: ByteCount
    /// Prompt tokens (n).
    package let context: Int
    /// New tokens (N).
    package let maxNewTokens: Int
    /// Sequences that share the bytes.
    package let concurrency: Int

    /// States a budget.
    package init(bytes: ByteCount, context: Int, maxNewTokens: Int, concurrency: Int) {
        self.bytes = bytes
        self.context = context
        self.maxNewTokens = maxNewTokens
        self.concurrency = concurrency
    }

    /// Bytes of one sequence.
    package var perSequence: Int { bytes.rawValue / concurrency }

    /// Bytes of a plan for one sequence, padding included.
    package func bytes(of plan: CompressionPlan, shape: ModelShape) -> Int {
        plan.bytes(shape: shape, promptTokens: context, newTokens: maxNewTokens).rawValue
    }
}
