/// What a profile's plan has to fit into.
public struct ProfileBudget: Sendable, Hashable {
    /// Bytes that the caches of all sequences may take.
    public let bytes: ByteCount
    /// Prompt tokens (n).
    public let context: Int
    /// Sequences at a time.
    public let concurrency: Int
    /// New tokens (N).
    public let maxNewTokens: Int

    /// The most prompt or new tokens that a profile may plan for.
    public static let mostTokens = 1 << 27

    /// Creates a budget.
    ///
    /// - Throws: `ProfileError` naming the number that is not allowed.
    public init(
        bytes: ByteCount, context: Int, concurrency: Int, maxNewTokens: Int
    ) throws(ProfileError) {
        try ProfileChecks.number(bytes.rawValue, of: "bytes", in: 1...Int.max)
        try ProfileChecks.number(context, of: "context", in: 1...Self.mostTokens)
        try ProfileChecks.number(concurrency, of: "concurrency", in: 1...(1 << 20))
        try ProfileChecks.number(maxNewTokens, of: "max_new_tokens", in: 1...Self.mostTokens)
        self.bytes = bytes
        self.context = context
        self.concurrency = concurrency
        self.maxNewTokens = maxNewTokens
    }
}
