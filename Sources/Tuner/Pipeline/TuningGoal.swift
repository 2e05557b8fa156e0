package import Engine

/// What a plan has to reach.
package enum TuningGoal: Sendable, Hashable {
    /// The least loss within bytes that all sequences' caches may take.
    case budget(ByteCount)
    /// The fewest bytes whose loss on the search's samples is at most so many nats per token.
    case maxLoss(Double)
    /// The fewest bytes whose score on the search's samples is at most this share below the full
    /// cache's.
    case maxDrop(Double)
}
