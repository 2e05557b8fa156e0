/// The cache of one sequence under a plan: each key-value head keeps its own number of tokens.
///
/// Its identity is the memory that new tokens are written to. `@unchecked Sendable`: all state that
/// changes lies in its streams, each of which one piece of work at a time touches.
package final class CompressedKVCache: @unchecked Sendable {
    /// The keys of each head, `[L][G]`.
    package let keys: [[KVStream]]
    /// The values of each head, `[L][G]`.
    package let values: [[KVStream]]
    /// Bytes that were allocated, shared segments left out.
    package let allocatedBytes: Int
    /// What is kept.
    package let plan: CompressionPlan
    /// Prompt tokens before pruning (n): new tokens take the positions from n on.
    package let promptTokens: Int

    private let selections: [[HeadSelection]]

    /// Allocates an empty cache for prompts of `promptTokens` and up to `newTokens` new tokens.
    ///
    /// - Parameter base: A cache of the same prompt. Where it stores a layer as the plan would, its
    ///   segments are read and not stored again; tails and flushed segments are this cache's own.
    /// - Throws: `MemoryError` if the machine is too small.
    package init(
        _ plan: CompressionPlan, shape: ModelShape, promptTokens: Int, newTokens: Int,
        sharing base: CompressedKVCache? = nil
    ) throws(MemoryError) {
        self.promptTokens = promptTokens
        self.plan = plan
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
        for (layer, heads) in plan.layers.enumerated() {
            let shared = base.flatMap { $0.holds(plan, layer: layer) ? $0 : nil }
            let shapes = zip(heads, selections[layer]).map { head, selection in
                selection.shapes(
                    head.grouping, headDim: shape.headDim, newTokens: newTokens, flush: plan.flush)
            }
            keys.append(
                try Self.streams(
                    shapes.map(\.keys), isKeys: true, sharing: shared?.keys[layer],
                    bytes: &bytes))
            values.append(
                try Self.streams(
                    shapes.map(\.values), isKeys: false, sharing: shared?.values[layer],
                    bytes: &bytes))
        }
        self.keys = keys
        self.values = values
        allocatedBytes = bytes
    }

    private static func streams(
        _ shapes: [StreamShape], isKeys: Bool, sharing base: [KVStream]?, bytes: inout Int
    ) throws(MemoryError) -> [KVStream] {
        let layout = StreamLayout.layer(base == nil ? shapes : shapes.map(\.withoutPrompt))
        // One thread makes the buffers: to zero them took it longer than all to write them.
        let codes = try Buffer<UInt8>(unset: layout.codeBytes)
        let halves = try Buffer<UInt8>(unset: layout.halfBytes)
        for buffer in [codes, halves] where buffer.count > 0 { bytes += buffer.byteCount }
        return layout.streams.enumerated().map { head, layout in
            KVStream(
                layout: layout, codes: codes.view, halves: halves.view, isKeys: isKeys,
                sharing: base?[head])
        }
    }

    /// Whether a layer's share of the prompt is stored as it would be under another plan.
    private func holds(_ other: CompressionPlan, layer: Int) -> Bool {
        plan.ranksPrompts(like: other) && plan.layers[layer] == other.layers[layer]
    }

    /// Whether a head's share of the prompt is stored as it would be under another plan.
    private func holds(_ other: CompressionPlan, layer: Int, head: Int) -> Bool {
        plan.ranksPrompts(like: other) && plan.layers[layer][head] == other.layers[layer][head]
    }

    /// Stores one head's share of a prompt.
    ///
    /// - Parameter base: A cache of the same prompt, the one that this cache shares with if there is
    ///   such a one: what it holds already is not packed again.
    package func store(
        _ evidence: PrefillEvidence, layer: Int, head: Int, ranks: View<Int32>,
        scratch: QuantizerScratch, reusing base: CompressedKVCache? = nil
    ) {
        let selection = selections[layer][head]
        let tail = ranks[selection.tailRanks].array.sorted()
        keys[layer][head].storeTail(from: evidence.keys(ofHead: head), positions: tail)
        values[layer][head].storeTail(from: evidence.values(ofHead: head), positions: tail)
        if let base, base.holds(plan, layer: layer, head: head) {
            keys[layer][head].storeSegments(from: base.keys[layer][head])
            values[layer][head].storeSegments(from: base.values[layer][head])
            return
        }
        for (tier, range) in selection.tierRanks.enumerated() {
            var positions: [Int32] = []
            positions.reserveCapacity(range.count)
            for rank in range where !selection.tailRanks.contains(rank) {
                positions.append(ranks[rank])
            }
            positions = Self.ascending(positions, below: promptTokens)
            keys[layer][head].store(
                tier: tier, from: evidence.keys(ofHead: head), positions: positions,
                scratch: scratch)
            values[layer][head].store(
                tier: tier, from: evidence.values(ofHead: head), positions: positions,
                scratch: scratch)
        }
    }

    /// Different positions in order; of many it is faster to mark than to sort them.
    private static func ascending(_ positions: [Int32], below limit: Int) -> [Int32] {
        guard positions.count > limit / 16 else { return positions.sorted() }
        var isHeld = [Bool](repeating: false, count: limit)
        for position in positions { isHeld[Int(position)] = true }
        var ascending: [Int32] = []
        ascending.reserveCapacity(positions.count)
        for position in 0..<limit where isHeld[position] { ascending.append(Int32(position)) }
        return ascending
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
    /// - Parameter bases: Caches of the same prompts, whose packed segments are used again where the
    ///   plan stores the same; they stay as they are.
    /// - Throws: `MemoryError` if the machine is too small.
    package static func compressed(
        _ snapshots: [PrefillSnapshot], ranks: [TokenRanks], by plan: CompressionPlan,
        newTokens: [Int], workers: Workers, reusing bases: [CompressedKVCache]? = nil
    ) throws(MemoryError) -> [CompressedKVCache] {
        guard let shape = snapshots.first?.layers[0].shape else { return [] }
        var caches: [CompressedKVCache] = []
        for (index, snapshot) in snapshots.enumerated() {
            caches.append(
                try CompressedKVCache(
                    plan, shape: shape, promptTokens: snapshot.tokens.count,
                    newTokens: newTokens[index], sharing: bases?[index]))
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
                ranks: ranks[sample].positions(layer: layer, head: head), scratch: strands[strand],
                reusing: bases?[sample])
        }
        return caches
    }
}
