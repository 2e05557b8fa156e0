import Engine
import TestSupport
import Testing

@Suite("Compressed cache of one head, against the reference")
struct ReferenceCacheTests {
    private let reference: ReferenceCache
    private let shape: ModelShape

    init() throws {
        reference = try ReferenceValues.load().cache
        shape = ModelShape(
            layerCount: 1, headCount: 1, kvHeadCount: 1, headDim: reference.headDim,
            hiddenSize: reference.headDim, feedForwardSize: 8, vocabularySize: 8,
            contextLength: 128, ropeBase: 10_000, normEpsilon: 1e-5)
    }

    @Test("every prompt token lies in its tier or in the tail", arguments: 0..<4)
    func positions(index: Int) throws {
        let expected = reference.cases[index]
        let (cache, ranks) = try filled(expected.plan, newTokens: 0)
        let positions = cache.positions(layer: 0, head: 0, ranks: ranks).map { $0.map(Int.init) }
        #expect(Array(positions.dropLast()) == expected.positionsByTierOutsideTheTail)
        #expect(positions.last == expected.tailPositions)
    }

    @Test("40 new tokens read back to the bit, flushes included", arguments: 0..<4)
    func readBack(index: Int) throws {
        let expected = reference.cases[index]
        let (cache, _) = try filled(expected.plan, newTokens: 40)
        _ = try decode(cache)
        let (keys, values) = (cache.keys[0][0], cache.values[0][0])
        #expect(keys.segments.map(\.tokens) == expected.segmentTokensAfterAll.keys)
        #expect(values.segments.map(\.tokens) == expected.segmentTokensAfterAll.values)
        #expect(keys.tailSegment.tokens == expected.tailTokensAfterAll.keys)
        #expect(values.tailSegment.tokens == expected.tailTokensAfterAll.values)
        let headDim = shape.headDim
        let readKeys = try (keys.segments + [keys.tailSegment]).flatMap {
            try $0.readKeys(headDim: headDim)
        }
        let readValues = try (values.segments + [values.tailSegment]).flatMap {
            try $0.readValues(headDim: headDim)
        }
        #expect(readKeys == expected.keysReadAfterAll)
        #expect(readValues == expected.valuesReadAfterAll)
    }

    @Test("each new token's attention output is within 1e-5", arguments: 0..<4)
    func outputs(index: Int) throws {
        let expected = reference.cases[index]
        let (cache, _) = try filled(expected.plan, newTokens: 40)
        for (token, output) in try decode(cache).enumerated() {
            let worst = worstDifference(output, expected.outputOfEachNewToken[token])
            #expect(worst.value <= 1e-5, "token \(token), channel \(worst.index)")
        }
    }

    /// The prompt's tokens, compressed under a plan.
    private func filled(
        _ plan: ReferencePlan, newTokens: Int
    ) throws -> (CompressedKVCache, View<Int32>) {
        let plan = try plan.plan(for: shape)
        let tokens = reference.scores.count
        let cache = try CompressedKVCache(
            plan, shape: shape, promptTokens: tokens, newTokens: newTokens)
        let ranks = try Buffer<Int32>(count: tokens).view
        ranks.copy(from: plan.retention.rank(scores: reference.scores, tokens: tokens))
        let keys = try Buffer<UInt16>(count: tokens * shape.headDim).view
        keys.copy(from: halves(Array(reference.promptKeys.joined())))
        let values = try Buffer<UInt16>(count: tokens * shape.headDim).view
        values.copy(from: halves(Array(reference.promptValues.joined())))
        let none = try Buffer<Float>(count: 0).view
        let evidence = PrefillEvidence(
            keys: keys, values: values, queries: none, columnSums: none, tokens: tokens,
            shape: shape)
        cache.store(
            evidence, layer: 0, head: 0, ranks: ranks,
            scratch: try QuantizerScratch(tokens: tokens, headDim: shape.headDim))
        return (cache, ranks)
    }

    /// Adds all new tokens one by one and attends each to the cache and itself.
    private func decode(_ cache: CompressedKVCache) throws -> [[Float]] {
        let scratch = try QuantizerScratch(tokens: 75, headDim: shape.headDim)
        let tile = try Buffer<Float>(count: Kernels.tile * shape.headDim).view
        let scores = try Buffer<Float>(count: StoredAttention.width(tokens: 115)).view
        let (keys, values) = (cache.keys[0][0], cache.values[0][0])
        return try reference.queriesOfNewTokens.indices.map { token in
            #expect(keys.append(try Rows.of([reference.newKeys[token]]), scratch: scratch))
            #expect(values.append(try Rows.of([reference.newValues[token]]), scratch: scratch))
            let query = try Rows.of([reference.queriesOfNewTokens[token]])
            Kernels.scale(query.view, by: 1 / Float(shape.headDim).squareRoot())
            let out = try Rows.of([[Float](repeating: 0, count: shape.headDim)])
            StoredAttention.attend(
                query, newTokens: 1, keys: keys, values: values, scores: scores, tile: tile,
                into: out)
            return out[0].array
        }
    }
}
