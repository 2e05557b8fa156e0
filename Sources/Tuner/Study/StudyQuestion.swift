package import Engine

/// One search of a study: what it looks for, and where its random numbers start.
package struct StudyQuestion: Sendable, Hashable {
    /// Bytes that all sequences' caches may take.
    package let budget: ByteCount
    /// Sequences that share the budget.
    package let concurrency: Int
    /// Start of the random numbers.
    package let seed: UInt64
    /// The profile's plan that is in use, hashed; empty where there is none.
    package let inUse: String

    /// States a question.
    package init(
        budget: ByteCount, concurrency: Int, seed: UInt64, inUse: CompressionPlan?
    ) {
        self.budget = budget
        self.concurrency = concurrency
        self.seed = seed
        self.inUse = inUse.map { $0.identity.hexadecimal } ?? ""
    }
}

extension CompressionPlan {
    /// SHA-256 over the plan's JSON.
    var identity: [UInt8] {
        var hash = ContentHash()
        hash.update(encoding.line)
        return hash.digest()
    }
}
