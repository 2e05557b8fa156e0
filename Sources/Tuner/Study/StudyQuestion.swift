package import Engine

/// One search of a study: what it looks for, and where its random numbers start.
package struct StudyQuestion: Sendable, Hashable {
    /// How a budget is met.
    package enum Kind: String, Sendable, Hashable {
        /// By measuring as many candidates as the trials allow.
        case search
        /// By a few candidates that earlier searches predict.
        case answer
    }

    /// How the budget is met.
    package let kind: Kind
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
        _ kind: Kind, budget: ByteCount, concurrency: Int, seed: UInt64, inUse: CompressionPlan?
    ) {
        self.init(
            kind, budget: budget, concurrency: concurrency, seed: seed,
            inUse: inUse.map { $0.identity.hexadecimal } ?? "")
    }

    init(
        _ kind: Kind, budget: ByteCount, concurrency: Int, seed: UInt64, inUse: String
    ) {
        self.kind = kind
        self.budget = budget
        self.concurrency = concurrency
        self.seed = seed
        self.inUse = inUse
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
