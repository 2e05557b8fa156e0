import Engine
import Foundation
import TestSupport
import Testing
import Tuner

@Suite("Candidate space")
struct CandidateSpaceTests {
    private static let shape = ModelShape(
        layerCount: 3, headCount: 4, kvHeadCount: 2, headDim: 16, hiddenSize: 64,
        feedForwardSize: 96, vocabularySize: 300, contextLength: 512, ropeBase: 10_000,
        normEpsilon: 1e-5)
    private static let context = 150

    private static func space(
        _ granularity: Granularity, bytes: Int, window: Int = 8
    ) throws -> CandidateSpace {
        var generator = SeededGenerator(seed: 11)
        let levels = RankLevels(context: context)
        let grouping = try Grouping(keyGroup: 64, valueGroup: 64)
        func rising(_ scale: Double) -> [Double] {
            levels.borders.indices.map { scale * Double($0 * $0) * (1 + generator.unitDouble()) }
        }
        let errors = (0..<shape.layerCount).map { _ in
            (0..<shape.kvHeadCount).map { _ in
                var errors = LocalErrors(levels: levels)
                let importance = exp(2 * generator.normal())
                errors.pruning = rising(importance).sorted(by: >)
                errors.keys = LocalErrors.bits.map { rising(importance / Double($0 * $0)).sorted() }
                errors.values = errors.keys
                return errors
            }
        }
        return CandidateSpace(
            frame: PlanFrame(retention: try Retention(kernel: 21), window: window),
            options: try OptionGrid(levels: levels, grouping: grouping).heads,
            units: UnitMap(shape: shape, granularity: granularity), shape: shape,
            budget: SearchBudget(
                bytes: ByteCount(bytes), context: context, maxNewTokens: 20, concurrency: 1),
            errors: errors)
    }

    @Test("a probe keeps everything but the units that it is about, whose losses it names")
    func probe() throws {
        let space = try Self.space(.head, bytes: 14_000)
        let choices = try space.solve(gains: Array(repeating: 1, count: 6))
        #expect(try space.choices(of: space.plan(choices)) == choices)
        let probe = try space.probe([2, 3], of: choices)
        for (layer, heads) in probe.plan.layers.enumerated() {
            for (head, plan) in heads.enumerated() {
                let unit = 2 * layer + head
                let isProbed = layer == 1
                #expect(
                    isProbed
                        ? plan == space.options[choices[unit]]
                        : plan.tiers[0].tokens == Tier.all && plan.tiers[0].precision.isExact)
                #expect(
                    probe.point.losses[unit] == (isProbed ? space.losses[unit][choices[unit]] : 0))
            }
        }
        #expect(space.choices(of: probe.plan) == nil)
    }

    @Test(
        "10,000 proposals never exceed the budget, and their bytes are the plan's",
        arguments: Granularity.allCases, [11_000, 14_000, 30_000])
    func budget(granularity: Granularity, bytes: Int) throws {
        let space = try Self.space(granularity, bytes: bytes)
        let units = UnitMap(shape: Self.shape, granularity: granularity).units.count
        var generator = SeededGenerator(seed: 5)
        var choices: [Int] = []
        for draw in 0..<1112 {
            let gains = (0..<units).map { _ in exp(2 * generator.normal()) }
            choices =
                draw % 4 < 2
                ? try space.solve(gains: gains)
                : try space.exchanged(choices, units: 2, gains: gains, &generator)
            let found = space.bytes(of: choices)
            #expect(found <= bytes, "draw \(draw)")
            let plan = try space.plan(choices)
            let exact = plan.bytes(shape: Self.shape, promptTokens: Self.context, newTokens: 20)
            #expect(found == exact.rawValue, "draw \(draw)")
        }
    }

    @Test("no other option of one unit that fits would lower the loss")
    func localOptimum() throws {
        let (space, gains) = (try Self.space(.head, bytes: 14_000), [1, 2, 0.5, 3, 1, 0.1])
        let choices = try space.solve(gains: gains)
        let loss = space.predictedLoss(choices, gains: gains)
        for unit in choices.indices {
            for option in space.options.indices {
                var other = choices
                other[unit] = option
                guard space.bytes(of: other) <= 14_000 else { continue }
                #expect(space.predictedLoss(other, gains: gains) >= loss - 1e-9)
            }
        }
    }

    @Test(
        "two units get within half a per cent what exhaustive search over exact bytes gives them",
        arguments: [11_000, 12_345, 14_000, 16_000])
    func exhaustive(bytes: Int) throws {
        let space = try Self.space(.head, bytes: bytes)
        let gains = [1, 2, 0.5, 3, 1, 0.1]
        let base = try space.solve(gains: gains)
        for pair in [(0, 1), (1, 4), (2, 3)] {
            var fixed: [Int: Int] = [:]
            for unit in base.indices where unit != pair.0 && unit != pair.1 {
                fixed[unit] = base[unit]
            }
            let found = try space.solve(gains: gains, fixed: fixed)
            var least = Double.infinity
            for first in space.options.indices {
                for second in space.options.indices {
                    let loss =
                        space.losses[pair.0][first] * gains[pair.0]
                        + space.losses[pair.1][second] * gains[pair.1]
                    guard loss < least else { continue }
                    var choices = base
                    (choices[pair.0], choices[pair.1]) = (first, second)
                    if space.bytes(of: choices) <= bytes { least = loss }
                }
            }
            let loss = [pair.0, pair.1].reduce(0) {
                $0 + space.losses[$1][found[$1]] * gains[$1]
            }
            #expect(loss <= 1.005 * least && loss >= least - 1e-9, "units \(pair)")
        }
    }

    @Test("the knapsack over real options equals exhaustive search", arguments: [2, 3, 5, 9])
    func exactKnapsack(share: Int) throws {
        let space = try Self.space(.head, bytes: 14_000)
        let retention = try Retention(kernel: 21)
        let bytes = space.options.map { option in
            let part = option.bytes(
                headDim: 16, promptTokens: Self.context, newTokens: 20, retention: retention,
                window: 8, flush: 64)
            return part.keyCodes + part.valueCodes + part.halfKeys + part.halfValues
        }
        let units = [1, 4].map { unit in
            bytes.indices.map { KnapsackChoice(bytes: bytes[$0], loss: space.losses[unit][$0]) }
        }
        let knapsack = Knapsack(units: units)
        let most = 2 * (bytes.max() ?? 0)
        let budget = knapsack.smallestBytes + (most - knapsack.smallestBytes) / share
        var least = Double.infinity
        for first in units[0] {
            for second in units[1] where first.bytes + second.bytes <= budget {
                least = min(least, first.loss + second.loss)
            }
        }
        let found = try knapsack.solve(budget: budget)
        #expect(found.bytes <= budget)
        #expect(abs(found.loss - least) < 1e-9)
    }

    @Test("a gain draws bytes to its unit")
    func gains() throws {
        let space = try Self.space(.head, bytes: 14_000)
        let even = try space.solve(gains: [1, 1, 1, 1, 1, 1])
        let uneven = try space.solve(gains: [1, 1, 1, 1, 1, 1000])
        #expect(space.losses[5][uneven[5]] < space.losses[5][even[5]])
    }

    @Test("a budget below the smallest options is refused")
    func tooSmall() throws {
        let space = try Self.space(.head, bytes: 5000)
        #expect(throws: KnapsackError.self) {
            try space.solve(gains: Array(repeating: 1, count: 6))
        }
    }

    @Test("a unit is the model, a layer or a head, and a choice goes to all of its heads")
    func spread() {
        let counts = Granularity.allCases.map {
            UnitMap(shape: Self.shape, granularity: $0).units.map(\.count)
        }
        #expect(counts == [[6], [2, 2, 2], [1, 1, 1, 1, 1, 1]])
        func spread(_ granularity: Granularity, _ choices: [Int]) -> [[Int]] {
            UnitMap(shape: Self.shape, granularity: granularity).spread(choices)
        }
        #expect(spread(.model, [7]) == [[7, 7], [7, 7], [7, 7]])
        #expect(spread(.layer, [1, 2, 3]) == [[1, 1], [2, 2], [3, 3]])
        #expect(spread(.head, [1, 2, 3, 4, 5, 6]) == [[1, 2], [3, 4], [5, 6]])
    }

    @Test("the grid holds every number of tokens in one and two tiers, nothing twice")
    func grid() throws {
        let levels = RankLevels(context: 64)
        let heads = try OptionGrid(levels: levels, grouping: Grouping()).heads
        #expect(heads.count == 6 * 11 + 15 * 17)
        #expect(Set(heads).count == heads.count)
        for head in heads {
            #expect(levels.borders.contains(head.tiers.reduce(0) { $0 + $1.tokens }))
            #expect(head.tiers.allSatisfy { $0.tokens > 0 && $0.tokens <= 64 })
            let bits = head.tiers.map { $0.precision.keyBits + $0.precision.valueBits }
            #expect(bits == bits.sorted(by: >))
        }
    }
}
