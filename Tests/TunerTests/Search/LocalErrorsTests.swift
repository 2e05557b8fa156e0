import Engine
import TestSupport
import Testing
import Tuner

@Suite("Local errors")
struct LocalErrorsTests {
    private static let context = 100

    /// Tables of random numbers, pruning falling and quantization rising with the tokens.
    private static func random(seed: Int) -> LocalErrors {
        var inputs = RandomInputs(seed: seed)
        var errors = LocalErrors(levels: RankLevels(context: context))
        func rising() -> [Double] {
            var sum = 0.0
            return errors.levels.borders.indices.map { border in
                if border > 0 { sum += Double(inputs.int(in: 1...1000)) / 1000 }
                return sum
            }
        }
        errors.pruning = rising().reversed()
        errors.keys = LocalErrors.bits.map { _ in rising() }
        errors.values = LocalErrors.bits.map { _ in rising() }
        return errors
    }

    /// What one rank adds to a table that is linear between borders.
    private static func share(_ rank: Int, of table: [Double]) -> Double {
        let borders = RankLevels(context: context).borders
        for slice in 1..<borders.count where rank < borders[slice] {
            return (table[slice] - table[slice - 1]) / Double(borders[slice] - borders[slice - 1])
        }
        return 0
    }

    private static func table(_ bits: Int, of tables: [[Double]]) -> [Double]? {
        LocalErrors.bits.firstIndex(of: bits).map { tables[$0] }
    }

    @Test(
        "the borders rise from 0 to the context and hold the windows", arguments: [1, 8, 33, 1450])
    func borders(context: Int) {
        let levels = RankLevels(context: context)
        #expect(levels.borders.first == 0 && levels.borders.last == context)
        #expect(zip(levels.borders, levels.borders.dropFirst()).allSatisfy { $0 < $1 })
        for window in FrameGrid.windows where window <= context {
            #expect(levels.borders.contains(window))
        }
        #expect(Array(levels.slices.joined()) == Array(0..<context))
    }

    @Test(
        "a plan's error is pruning plus what every rank outside the 16-bit tail adds",
        arguments: 0..<50)
    func error(seed: Int) {
        let errors = Self.random(seed: seed)
        var inputs = RandomInputs(seed: 1000 + seed)
        var left = Self.context
        let tiers = (0..<inputs.int(in: 1...3)).map { _ in
            let tokens = inputs.int(in: 0...left)
            left -= tokens
            return (
                tokens: tokens, keyBits: inputs.element(of: Precision.supportedBits),
                valueBits: inputs.element(of: Precision.supportedBits)
            )
        }
        let start = inputs.int(in: 0...10)
        let exact = start..<start + inputs.element(of: [0, 8, 32])
        var expected = 0.0
        var rank = 0
        for tier in tiers {
            for place in rank..<rank + tier.tokens where !exact.contains(place) {
                for table in [
                    Self.table(tier.keyBits, of: errors.keys),
                    Self.table(tier.valueBits, of: errors.values),
                ] { expected += table.map { Self.share(place, of: $0) } ?? 0 }
            }
            rank += tier.tokens
        }
        expected += errors.pruning[0]
        for place in 0..<rank { expected += Self.share(place, of: errors.pruning) }
        #expect(abs(errors.error(of: tiers, exact: exact) - expected) < 1e-9)
    }

    @Test("under a frame the window follows the sinks and tiers end with the prompt")
    func frame() throws {
        let errors = Self.random(seed: 3)
        let head = try UniformPlan(text: "tokens=40+80,key-bits=4+2,value-bits=3+16").head
        let frame = PlanFrame(retention: try Retention(sinks: 4), window: 8)
        let expected = errors.error(of: [(40, 4, 3), (60, 2, 16)], exact: 4..<12)
        #expect(errors.error(of: head, under: frame, promptTokens: Self.context) == expected)
        let plain = PlanFrame(retention: try Retention(), window: 0)
        #expect(
            errors.error(of: head, under: plain, promptTokens: Self.context)
                == errors.error(of: [(40, 4, 3), (60, 2, 16)], exact: 0..<0))
        #expect(errors.error(of: head, under: plain, promptTokens: Self.context) > expected)
    }
}
