/// New tokens of one sequence over its compressed cache.
package struct SequenceStep: Sendable {
    /// The sequence's cache; the tokens' keys and values are added to it.
    package let cache: CompressedKVCache
    /// The tokens to feed, at most as many as fit between two flushes.
    package let tokens: [Int]
    /// Position of the first of them.
    package let position: Int

    /// Describes a step.
    package init(cache: CompressedKVCache, tokens: [Int], position: Int) {
        self.cache = cache
        self.tokens = tokens
        self.position = position
    }
}
