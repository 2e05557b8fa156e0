internal import Engine

/// What a run found before it is judged.
struct Found {
    /// The plan to write.
    let winner: CompressionPlan
    /// The best plan that treats all heads alike; nil where every token fits.
    let uniform: UniformPlan?
    /// Plans that nobody had to look for.
    let baselines: [Baseline]
    /// What the search has spent, in all its runs.
    let evaluations: Double
    /// Bytes that all sequences' caches may take.
    let bytes: ByteCount
    /// Why the search ended; nil where there was none.
    let stopped: StopReason?

    /// A search's winner.
    init(winner: CompressionPlan, _ search: PlanSearch, bytes: ByteCount) {
        self.winner = winner
        uniform = search.bestUniform?.uniform
        baselines = search.baselines
        evaluations = search.evaluations
        self.bytes = bytes
        stopped = search.stopped
    }

    /// The full cache, where nothing smaller will do.
    init(keeping shape: ModelShape, bytes: ByteCount, bits: [Int]) throws {
        winner = try .keepAll(shape: shape)
        uniform = nil
        baselines = try Baseline.keepingAll(bits: bits, shape: shape)
        evaluations = 0
        self.bytes = bytes
        stopped = nil
    }

    /// Whether the winner is the full cache.
    func keepsAll(_ shape: ModelShape) throws -> Bool { try winner == .keepAll(shape: shape) }
}
