import Engine
import Testing
import Tuner

@Suite("Uniform grid")
struct UniformGridTests {
    private static let promptTokens = 1450

    private static func grid() throws -> UniformGrid {
        try UniformGrid.usual(
            groupings: [Grouping()],
            retentions: [7, 15, 21, 31].map { try Retention(kernel: $0) } + [Retention(recent: 8)],
            windows: [0, 8, 32], flushes: [64, 8])
    }

    /// Bits of all tokens, with the window in 16 bit, rounded up to 64 bytes.
    private static func bytes(of candidate: UniformPlan) -> Int {
        let counts = candidate.head.clippedTokens(promptTokens: promptTokens)
        let bits = zip(candidate.head.tiers, counts).reduce(0) { sum, tier in
            sum + (tier.0.precision.keyBits + tier.0.precision.valueBits) * 64 * tier.1
        }
        return (bits / 8 + candidate.window * 128 + 63) / 64 * 64
    }

    @Test("every candidate fits, and one more token would not", arguments: [9000, 20_000, 60_000])
    func fillsTheBudget(budget: Int) throws {
        let grid = try Self.grid()
        let candidates = try grid.candidates(
            budget: budget, promptTokens: Self.promptTokens, bytes: Self.bytes(of:))
        #expect(!candidates.isEmpty)
        for candidate in candidates {
            #expect(Self.bytes(of: candidate) <= budget)
            let tiers = candidate.head.tiers
            let last = try #require(tiers.last)
            if last.tokens == Tier.all { continue }
            let more = try Tier(tokens: last.tokens + 1, precision: last.precision)
            let larger = try UniformPlan(
                head: try HeadPlan(
                    tiers: tiers.dropLast() + [more], grouping: candidate.head.grouping),
                retention: candidate.retention, window: candidate.window,
                flush: candidate.flush)
            #expect(Self.bytes(of: larger) > budget)
        }
        #expect(Set(candidates).count == candidates.count)
    }

    @Test("a large budget gives the whole grid with all tokens")
    func largeBudget() throws {
        let grid = try Self.grid()
        let candidates = try grid.candidates(
            budget: 10_000_000, promptTokens: Self.promptTokens, bytes: Self.bytes(of:))
        // 18 patterns of tiers x 2 flushes x (4 retentions x 3 windows + 1 x 2 windows).
        #expect(candidates.count == 504)
        #expect(candidates.allSatisfy { $0.head.tiers.last?.tokens == Tier.all })
    }

    @Test(
        "a budget below one token gives nothing, and a first tier of the whole prompt is left out")
    func smallBudget() throws {
        let grid = try Self.grid()
        let none = try grid.candidates(
            budget: 10, promptTokens: Self.promptTokens, bytes: Self.bytes(of:))
        #expect(none.isEmpty)
        let short = try grid.candidates(
            budget: 10_000_000, promptTokens: 40, bytes: { _ in 1 })
        #expect(short.allSatisfy { $0.head.tiers.count == 1 || $0.head.tiers[0].tokens == 32 })
    }

    @Test("a candidate becomes a plan of every layer and head")
    func plan() throws {
        let grid = try Self.grid()
        let candidates = try grid.candidates(
            budget: 20_000, promptTokens: Self.promptTokens, bytes: Self.bytes(of:))
        let candidate = try #require(candidates.last)
        let shape = ModelShape(
            layerCount: 2, headCount: 4, kvHeadCount: 2, headDim: 64, hiddenSize: 256,
            feedForwardSize: 512, vocabularySize: 100, contextLength: 2048, ropeBase: 10_000,
            normEpsilon: 1e-5)
        let plan = try candidate.plan(for: shape)
        #expect(
            plan.layers == [[candidate.head, candidate.head], [candidate.head, candidate.head]])
        #expect(plan.retention.kernel == candidate.retention.kernel)
        #expect(plan.window == candidate.window)
    }
}
