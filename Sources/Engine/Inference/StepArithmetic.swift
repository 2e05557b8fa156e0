/// How new tokens are computed over a cache.
package enum StepArithmetic: Sendable {
    /// In float32 all through, whatever the number of tokens: plans are compared by this.
    case exact
    /// Packed weights, keys and values are multiplied as integers, by activations rounded to 32 bits
    /// and queries and attention's weights rounded to 16: decoding, which few rows make wait for
    /// memory. Over the same cache logits of the median step agree with exact ones within 2e-3.
    case rounded
}
