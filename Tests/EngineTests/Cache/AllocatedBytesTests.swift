import Engine
import TestSupport
import Testing

@Suite("Bytes that a cache allocates")
struct AllocatedBytesTests {
    private static func shape(headDim: Int) -> ModelShape {
        ModelShape(
            layerCount: 2, headCount: 4, kvHeadCount: 2, headDim: headDim, hiddenSize: 4 * headDim,
            feedForwardSize: 8, vocabularySize: 8, contextLength: 1024, ropeBase: 10_000,
            normEpsilon: 1e-5)
    }

    @Test("are what the plan says, for 1,000 random plans", arguments: 0..<10)
    func randomPlans(hundred: Int) throws {
        for seed in hundred * 100..<(hundred + 1) * 100 {
            var inputs = RandomInputs(seed: seed)
            let shape = Self.shape(headDim: inputs.element(of: [16, 64]))
            let plan = try CompressionPlan.random(for: shape, inputs: &inputs)
            let (promptTokens, newTokens) = (inputs.int(in: 1...600), inputs.int(in: 0...200))

            let cache = try CompressedKVCache(
                plan, shape: shape, promptTokens: promptTokens, newTokens: newTokens)

            let expected = plan.bytes(
                shape: shape, promptTokens: promptTokens, newTokens: newTokens)
            #expect(
                cache.allocatedBytes == expected.rawValue,
                "seed \(seed), \(promptTokens) + \(newTokens) tokens, \(plan)")
        }
    }

    @Test(
        "of all tokens at 16 bit are the full cache's", arguments: [16, 64],
        [(1, 0), (1, 1), (7, 200), (333, 0), (600, 113)])
    func fullCache(headDim: Int, tokens: (prompt: Int, new: Int)) throws {
        let shape = Self.shape(headDim: headDim)
        let exact = try Precision(keyBits: 16, valueBits: 16)
        let head = try HeadPlan(
            tiers: [Tier(tokens: 5, precision: exact), Tier(tokens: Tier.all, precision: exact)],
            grouping: Grouping())
        let plan = try CompressionPlan(
            uniform: head, shape: shape, retention: Retention(), window: 20, flush: 16)

        let cache = try CompressedKVCache(
            plan, shape: shape, promptTokens: tokens.prompt, newTokens: tokens.new)

        let full = shape.fullCacheBytes(promptTokens: tokens.prompt, newTokens: tokens.new)
        #expect(cache.allocatedBytes == full.rawValue)
    }
}
