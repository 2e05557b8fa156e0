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

    @Test(
        "what it solves never exceeds the budget, and its bytes are the plan's",
        arguments: Granularity.allCases, [11_000, 14_000, 30_000])
    func budget(granularity: Granularity, bytes: Int) throws {
        let space = try Self.space(granularity, bytes: bytes)
        let units = UnitMap(shape: Self.shape, granularity: granularity).units.count
        var generator = SeededGenerator(seed: 5)
        for draw in 0..<200 {
            let gains = (0..<units).map { _ in exp(2 * generator.normal()) }
            let choices = try space.solve(gains: gains)
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
