/// The cache of one sequence under a plan: each key-value head keeps its own number of tokens.
///
/// Its identity is the memory that new tokens are written to. `@unchecked Sendable`: all state that
/// changes lies in its streams, each of which one piece of work at a time touches.
package final class CompressedKVCache: @unchecked Sendable {
    /// The keys of each head, `[L][G]`.
    package let keys: [[KVStream]]
    /// The values of each head, `[L][G]`.
    package let values: [[KVStream]]
    /// Bytes that were allocated.
    package let allocatedBytes: Int
    /// Prompt tokens before pruning (n): new tokens take the positions from n on.
    package let promptTokens: Int

    private let selections: [[HeadSelection]]

    /// Allocates an empty cache for prompts of `promptTokens` and up to `newTokens` new tokens.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(
        _ plan: CompressionPlan, shape: ModelShape, promptTokens: Int, newTokens: Int
    ) throws(MemoryError) {
        self.promptTokens = promptTokens
        selections = plan.layers.map { layer in
            layer.map { head in
                HeadSelection(
                    head, retention: plan.retention, window: plan.window,
                    promptTokens: promptTokens)
            }
        }
        var bytes = 0
        var keys: [[KVStream]] = []
        var values: [[KVStream]] = []
        for (layer, heads) in zip(plan.layers, selections) {
            let keyShapes = zip(layer, heads).map { head, selection in
                selection.keyShape(
                    head.grouping, headDim: shape.headDim, newTokens: newTokens, flush: plan.flush)
            }
            let valueShapes = zip(layer, heads).map { head, selection in
                selection.valueShape(
                    head.grouping, headDim: shape.headDim, newTokens: newTokens, flush: plan.flush)
            }
            keys.append(try Self.streams(keyShapes, isKeys: true, bytes: &bytes))
            values.append(try Self.streams(valueShapes, isKeys: false, bytes: &bytes))
        }
        self.keys = keys
        self.values = values
        allocatedBytes = bytes
    }

    private static func streams(
        _ shapes: [StreamShape], isKeys: Bool, bytes: inout Int
    ) throws(MemoryError) -> [KVStream] {
        let layout = StreamLayout.layer(shapes)
        let codes = try Buffer<UInt8>(count: layout.codeBytes)
        let halves = try Buffer<UInt8>(count: layout.halfBytes)
        for buffer in [codes, halves] where buffer.count > 0 { bytes += buffer.byteCount }
        return layout.streams.map {
            KVStream(layout: $0, codes: codes.view, halves: halves.view, isKeys: isKeys)
        }
    }

    /// Stores one head's share of a prompt.
    package func store(
        _ evidence: PrefillEvidence, layer: Int, head: Int, ranks: View<Int32>,
        scratch: QuantizerScratch
    ) {
        let selection = selections[layer][head]
        for (tier, range) in selection.tierRanks.enumerated() {
            var positions: [Int32] = []
            positions.reserveCapacity(range.count)
            for rank in range where !selection.tailRanks.contains(rank) {
                positions.append(ranks[rank])
            }
            positions.sort()
            keys[layer][head].store(
                tier: tier, from: evidence.keys(ofHead: head), positions: positions,
                scratch: scratch)
            values[layer][head].store(
                tier: tier, from: evidence.values(ofHead: head), positions: positions,
                scratch: scratch)
        }
        let tail = ranks[selection.tailRanks].array.sorted()
        keys[layer][head].storeTail(from: evidence.keys(ofHead: head), positions: tail)
        values[layer][head].storeTail(from: evidence.values(ofHead: head), positions: tail)
    }

    /// Positions that a head holds, tier by tier and then the tail's, ascending in each.
    package func positions(layer: Int, head: Int, ranks: View<Int32>) -> [[Int32]] {
        let selection = selections[layer][head]
        let tiers = selection.tierRanks.map { range in
            range.filter { !selection.tailRanks.contains($0) }.map { ranks[$0] }.sorted()
        }
        return tiers + [selection.tailRanks.map { ranks[$0] }.sorted()]
    }
}

extension PrefillSnapshot {
    /// The caches of several prompts, each under the same plan.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package static func compressed(
        _ snapshots: [PrefillSnapshot], ranks: [TokenRanks], by plan: CompressionPlan,
        newTokens: [Int], workers: Workers
    ) throws(MemoryError) -> [CompressedKVCache] {
        guard let shape = snapshots.first?.layers[0].shape else { return [] }
        var caches: [CompressedKVCache] = []
        for (snapshot, newTokens) in zip(snapshots, newTokens) {
            caches.append(
                try CompressedKVCache(
                    plan, shape: shape, promptTokens: snapshot.tokens.count, newTokens: newTokens))
        }
        let longest = snapshots.map(\.tokens.count).reduce(0, max)
        var scratch: [QuantizerScratch] = []
        for _ in 0..<workers.count {
            scratch.append(try QuantizerScratch(tokens: longest, headDim: shape.headDim))
        }
        let heads = shape.layerCount * shape.kvHeadCount
        let (strands, ready) = (scratch, caches)
        workers.forEach(snapshots.count * heads) { piece, strand in
            let (sample, layer) = (piece / heads, piece % heads / shape.kvHeadCount)
            let head = piece % shape.kvHeadCount
            ready[sample].store(
                snapshots[sample].layers[layer], layer: layer, head: head,
                ranks: ranks[sample].positions(layer: layer, head: head), scratch: strands[strand])
        }
        return caches
    }
}
