/// Which ranks of a head go where: METHODS sections 3 and 4, in ranks and not yet in positions.
package struct HeadSelection: Sendable, Hashable {
    /// Ranks of each tier, the tail's included, from the top rank down.
    package let tierRanks: [Range<Int>]
    /// Precision of each of these tiers.
    package let precisions: [Precision]
    /// Ranks of the kept prompt tokens that the tail holds.
    package let tailRanks: Range<Int>

    /// Clips a head's plan to a prompt.
    ///
    /// Neighbouring tiers of 16-bit keys and values become one, so that keeping everything at 16
    /// bit reads in order of position however it was written; its bytes are the same.
    package init(
        _ head: HeadPlan, retention: Retention, window: Int, promptTokens: Int
    ) {
        var ranges: [Range<Int>] = []
        var precisions: [Precision] = []
        var kept = 0
        for (tier, tokens) in zip(head.tiers, head.clippedTokens(promptTokens: promptTokens)) {
            let range = kept..<kept + tokens
            kept += tokens
            if let last = precisions.last, last == tier.precision, last.isExact {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<kept
            } else {
                ranges.append(range)
                precisions.append(tier.precision)
            }
        }
        tierRanks = ranges
        self.precisions = precisions
        let sinks = min(retention.sinks, kept)
        tailRanks = sinks..<sinks + min(window, kept - sinks)
    }

    /// Tokens of a tier outside the tail.
    package func tokensOutsideTail(tier: Int) -> Int {
        tierRanks[tier].count - tierRanks[tier].clamped(to: tailRanks).count
    }
}

extension Precision {
    /// Whether keys and values are both kept in 16 bit.
    package var isExact: Bool { keyBits == 16 && valueBits == 16 }
}

extension HeadSelection {
    /// The shapes of both streams.
    func shapes(
        _ grouping: Grouping, headDim: Int, newTokens: Int, flush: Int
    ) -> (keys: StreamShape, values: StreamShape) {
        (
            keyShape(grouping, headDim: headDim, newTokens: newTokens, flush: flush),
            valueShape(grouping, headDim: headDim, newTokens: newTokens, flush: flush)
        )
    }

    /// The shape of the keys' stream.
    package func keyShape(
        _ grouping: Grouping, headDim: Int, newTokens: Int, flush: Int
    ) -> StreamShape {
        shape(
            bits: precisions.map(\.keyBits), perChannel: grouping.keys == .perChannel,
            group: grouping.keyGroup, headDim: headDim, newTokens: newTokens, flush: flush)
    }

    /// The shape of the values' stream.
    package func valueShape(
        _ grouping: Grouping, headDim: Int, newTokens: Int, flush: Int
    ) -> StreamShape {
        shape(
            bits: precisions.map(\.valueBits), perChannel: false, group: grouping.valueGroup,
            headDim: headDim, newTokens: newTokens, flush: flush)
    }

    private func shape(
        bits: [Int], perChannel: Bool, group: Int, headDim: Int, newTokens: Int, flush: Int
    ) -> StreamShape {
        let exact = bits[0] == 16
        return StreamShape(
            segments: bits.indices.map { (tokensOutsideTail(tier: $0), bits[$0]) },
            windowTokens: tailRanks.count,
            flushCount: exact ? 0 : max(0, newTokens - 1) / flush,
            flush: flush,
            tailCapacity: tailRanks.count + (exact ? newTokens : min(newTokens, flush)),
            group: perChannel ? group : Grouping.channelGroup(group, headDim: headDim),
            perChannel: perChannel,
            headDim: headDim)
    }
}
