package import Engine

/// What is measured, how often and at which lengths.
package struct BenchmarkRequest: Sendable {
    /// Prompts that are prefilled by default.
    private static let defaultPrefill = [512, 1450, 4096]
    /// Tokens of the caches that are decoded over by default.
    private static let defaultDecode = [4096]
    /// Keys and values that no processor's cache holds.
    private static let defaultAttentionBytes = ByteCount(256 << 20)
    /// New tokens after a prompt.
    static let decodedTokens = 32

    /// What is measured.
    package let sections: Set<BenchmarkSection>
    /// How often work is timed for a median.
    package let repetitions: Int
    /// Tokens of the prompts to prefill.
    package let prefillTokens: [Int]
    /// Tokens of the caches to decode over.
    package let decodeTokens: [Int]
    /// Bytes of keys and values that attention streams from memory.
    package let attentionBytes: ByteCount
    /// The same seed gives the same prompts.
    package let seed: UInt64

    /// States what to measure; default lengths are cut to the model's context, and lengths that are
    /// given have to be within `longestPrefill` and `longestDecode`.
    package init(
        shape: ModelShape, sections: Set<BenchmarkSection> = Set(BenchmarkSection.allCases),
        repetitions: Int = 5, prefillTokens: [Int]? = nil, decodeTokens: [Int]? = nil,
        attentionBytes: ByteCount? = nil, seed: UInt64 = 0
    ) {
        let longest = Self.longestDecode(shape)
        self.sections = sections
        self.repetitions = repetitions
        self.prefillTokens = prefillTokens ?? Self.defaultPrefill.map { min($0, longest) }
        self.decodeTokens = decodeTokens ?? Self.defaultDecode.map { min($0, longest) }
        self.attentionBytes = attentionBytes ?? Self.defaultAttentionBytes
        self.seed = seed
        precondition(repetitions >= 1, "\(repetitions) repetitions")
        precondition(self.prefillTokens.allSatisfy { (1...shape.contextLength).contains($0) })
        precondition(self.decodeTokens.allSatisfy { (1...longest).contains($0) })
    }

    /// Tokens of the longest prompt that a model was trained for.
    package static func longestPrefill(_ shape: ModelShape) -> Int { shape.contextLength }

    /// Tokens of the longest prompt that leaves a model's context room for the new tokens.
    package static func longestDecode(_ shape: ModelShape) -> Int {
        max(1, shape.contextLength - decodedTokens - 1)
    }
}
