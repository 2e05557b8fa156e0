/// The bytes of a plan, before anything is compressed: exactly what the cache then allocates.
///
/// Whole numbers only. `promptTokens` is n, `newTokens` is N; both count for one sequence.
extension CompressionPlan {
    /// What the cache of one sequence allocates.
    ///
    /// - Precondition: The plan fits the shape (`check(against:)`).
    /// - Complexity: O(L * G).
    public func bytes(shape: ModelShape, promptTokens: Int, newTokens: Int) -> ByteCount {
        layers.indices.reduce(ByteCount(0)) { sum, layer in
            sum
                + layerBytes(
                    layer, shape: shape, promptTokens: promptTokens, newTokens: newTokens)
        }
    }

    /// What one layer of the cache allocates.
    public func layerBytes(
        _ layer: Int, shape: ModelShape, promptTokens: Int, newTokens: Int
    ) -> ByteCount {
        var sum = HeadBytes.zero
        for head in layers[layer] {
            sum += head.bytes(
                headDim: shape.headDim, promptTokens: promptTokens, newTokens: newTokens,
                retention: retention, window: window, flush: flush)
        }
        return sum.layerBytes
    }
}

extension ModelShape {
    /// The bytes of one sequence's full cache: every token at 16 bit.
    public func fullCacheBytes(promptTokens: Int, newTokens: Int) -> ByteCount {
        let stream = kvHeadCount * (promptTokens + newTokens) * headDim * 2
        let layer = HeadBytes(keyCodes: 0, valueCodes: 0, halfKeys: stream, halfValues: stream)
        return layer.layerBytes * layerCount
    }
}

extension HeadPlan {
    /// What one key-value head adds to the four buffers of its layer.
    ///
    /// - Complexity: O(tiers).
    public func bytes(
        headDim: Int, promptTokens: Int, newTokens: Int, retention: Retention, window: Int,
        flush: Int
    ) -> HeadBytes {
        let counts = clippedTokens(promptTokens: promptTokens)
        let kept = counts.reduce(0, +)
        let sinks = min(retention.sinks, kept)
        let tail = sinks..<(sinks + min(window, kept - sinks))
        var outside: [Int] = []
        var rank = 0
        for count in counts {
            outside.append(count - tail.clamped(to: rank..<(rank + count)).count)
            rank += count
        }
        let stream = StreamTokens(
            tiers: outside, tail: tail.count, new: newTokens, flush: flush, headDim: headDim)
        let keys = stream.bytes(bits: tiers.map(\.precision.keyBits)) { tokens in
            grouping.keyGroupBytes(tokens: tokens, headDim: headDim)
        }
        let values = stream.bytes(bits: tiers.map(\.precision.valueBits)) { tokens in
            grouping.valueGroupBytes(tokens: tokens, headDim: headDim)
        }
        return HeadBytes(
            keyCodes: keys.codes, valueCodes: values.codes, halfKeys: keys.halves,
            halfValues: values.halves)
    }
}

/// How many tokens of a head lie where, the same for keys and values.
private struct StreamTokens {
    /// Tokens of each tier outside the tail.
    let tiers: [Int]
    /// Prompt tokens in the tail (r').
    let tail: Int
    /// New tokens (N).
    let new: Int
    /// New tokens that are held before they are quantized (F).
    let flush: Int
    let headDim: Int

    /// Bytes of one stream: codes with their groups, and halves.
    func bytes(bits: [Int], groupBytes: (Int) -> Int) -> (codes: Int, halves: Int) {
        var codes = 0
        var halfTokens = tail
        for (tokens, bits) in zip(tiers, bits) {
            if bits == 16 {
                halfTokens += tokens
            } else {
                codes += tokens * headDim * bits / 8 + groupBytes(tokens)
            }
        }
        guard let newBits = bits.first, newBits != 16 else {
            return (codes, (halfTokens + new) * headDim * 2)
        }
        let flushes = max(0, new - 1) / flush
        if flushes > 0 {
            codes += flushes * (flush * headDim * newBits / 8 + groupBytes(flush))
        }
        return (codes, (halfTokens + min(new, flush)) * headDim * 2)
    }
}
