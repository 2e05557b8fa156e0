/// How one stream (the keys or the values of one key-value head) is cut and grouped, in numbers of
/// tokens: METHODS section 4.
package struct StreamShape: Sendable {
    /// Tokens of each tier outside the tail and their bits, from the top rank down.
    package let segments: [(tokens: Int, bits: Int)]
    /// Kept prompt tokens in the 16-bit tail (r').
    package let windowTokens: Int
    /// Segments that new tokens will be flushed into, each `flush` tokens at the first tier's bits.
    package let flushCount: Int
    /// New tokens that a flush takes (F).
    package let flush: Int
    /// Tokens that the tail has room for.
    package let tailCapacity: Int
    /// Values that share a scale and a minimum, as in effect.
    package let group: Int
    /// Whether groups run over tokens of one channel.
    package let perChannel: Bool
    /// Channels (D).
    package let headDim: Int

    /// The same stream where what the prompt's tiers hold lies elsewhere: room for the tail and for
    /// what new tokens are flushed into.
    var withoutPrompt: StreamShape {
        StreamShape(
            segments: segments.map { (0, $0.bits) }, windowTokens: windowTokens,
            flushCount: flushCount, flush: flush, tailCapacity: tailCapacity, group: group,
            perChannel: perChannel, headDim: headDim)
    }

    /// Bits of flushed segments: the first tier's.
    package var firstBits: Int { segments[0].bits }

    /// Bytes of a segment's codes.
    package func codeBytes(tokens: Int, bits: Int) -> Int { tokens * headDim * bits / 8 }

    /// Bytes of a segment's scales and minima.
    package func groupBytes(tokens: Int, bits: Int) -> Int {
        guard bits < 16 else { return 0 }
        let groups =
            perChannel ? (tokens + group - 1) / group * headDim : tokens * headDim / group
        return 4 * groups
    }
}
