import Engine
import Testing
import Tuner

@Suite("Knapsack")
struct KnapsackTests {
    @Test("the Pareto merge equals exhaustive search", arguments: 0..<80)
    func mergeIsExact(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 1 + seed % 5, largestBytes: 40)
        for budget in problem.budgets {
            let merged = try #require(try problem.knapsack.paretoMerge(budget: budget))
            let exact = try #require(problem.exhaustive(budget: budget))
            #expect(exact.equals(merged), "budget \(budget)")
        }
    }

    @Test(
        "the dynamic program equals exhaustive search where bytes fit the bins", arguments: 0..<40)
    func programIsExactWhenSmall(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 1 + seed % 5, largestBytes: 3000)
        for budget in problem.budgets {
            let found = try problem.knapsack.dynamicProgram(budget: budget)
            let exact = try #require(problem.exhaustive(budget: budget))
            #expect(abs(found.loss - exact.loss) < 1e-12, "budget \(budget)")
            #expect(found.bytes <= budget)
        }
    }

    @Test("the dynamic program loses no more than its bins and keeps the budget", arguments: 0..<40)
    func programIsQuantized(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 4, largestBytes: 90_000_001)
        for budget in problem.budgets {
            let found = try problem.knapsack.dynamicProgram(budget: budget)
            #expect(found.bytes <= budget)
            let room = budget - problem.knapsack.smallestBytes
            let rounding = problem.options.count * (room / 16_384 + 2)
            guard let bound = problem.exhaustive(budget: budget - rounding) else { continue }
            #expect(found.loss <= bound.loss + 1e-12, "budget \(budget)")
        }
    }

    @Test("the entry point equals exhaustive search", arguments: 0..<40)
    func solveIsExact(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 4, largestBytes: 100_000_000)
        for budget in problem.budgets {
            let exact = try #require(problem.exhaustive(budget: budget))
            #expect(exact.equals(try problem.knapsack.solve(budget: budget)), "budget \(budget)")
        }
    }

    @Test("the merge gives up instead of keeping more sums than it may")
    func mergeGivesUp() throws {
        let problem = RandomKnapsack(seed: 3, units: 30, optionCount: 12, largestBytes: 1_000_000)
        let budget = problem.budgets[2]
        #expect(try problem.knapsack.paretoMerge(budget: budget, limit: 2) == nil)
        let merged = try problem.knapsack.paretoMerge(budget: budget, limit: 100_000)
        let quantized = try problem.knapsack.dynamicProgram(budget: budget)
        #expect(try #require(merged).loss <= quantized.loss + 1e-12)
    }

    @Test("the entry point is at least as good as each of its ways", arguments: 0..<6)
    func solveIsBest(seed: Int) throws {
        let problem = RandomKnapsack(
            seed: UInt64(seed), units: 40, optionCount: 16, largestBytes: 1_000_000)
        for budget in problem.budgets.dropFirst() {
            let solved = try problem.knapsack.solve(budget: budget)
            let quantized = try problem.knapsack.dynamicProgram(budget: budget)
            let swept = try problem.knapsack.lagrangeFront().solution(budget: budget)
            #expect(solved.bytes <= budget)
            #expect(solved.loss <= min(quantized.loss, swept.loss) + 1e-12)
        }
    }

    @Test("a dominated choice is never taken and the others keep their places")
    func dominatedChoices() throws {
        let knapsack = Knapsack(units: [
            [
                KnapsackChoice(bytes: 50, loss: 1), KnapsackChoice(bytes: 10, loss: 2),
                KnapsackChoice(bytes: 60, loss: 1.5), KnapsackChoice(bytes: 10, loss: 2),
            ]
        ])
        #expect(try knapsack.solve(budget: 1000).choices == [0])
        #expect(try knapsack.solve(budget: 49).choices == [1])
        #expect(knapsack.solution([2]).choices == [0])
        #expect(knapsack.solution([3]).choices == [1])
    }

    @Test("of equal losses the one with fewer bytes is taken")
    func tiesTakeFewerBytes() throws {
        let unit = [KnapsackChoice(bytes: 1, loss: 1), KnapsackChoice(bytes: 3, loss: 0)]
        let wide = [KnapsackChoice(bytes: 1, loss: 1), KnapsackChoice(bytes: 4, loss: 0)]
        let knapsack = Knapsack(units: [wide, unit])
        #expect(try knapsack.solve(budget: 5).choices == [0, 1])
        #expect(try knapsack.dynamicProgram(budget: 5).choices == [0, 1])
        #expect(try Knapsack(units: [unit, unit]).solve(budget: 4).bytes == 4)
    }

    @Test("a budget below the smallest plan is refused with the smallest bytes")
    func overBudget() throws {
        let unit = [KnapsackChoice(bytes: 7, loss: 1), KnapsackChoice(bytes: 9, loss: 0)]
        let knapsack = Knapsack(units: [unit, unit])
        let expected = KnapsackError.overBudget(budget: 13, smallest: 14)
        #expect(throws: expected) { try knapsack.solve(budget: 13) }
        #expect(throws: expected) { try knapsack.dynamicProgram(budget: 13) }
        #expect(throws: expected) { try knapsack.lagrangeFront().solution(budget: 13) }
        #expect(try knapsack.solve(budget: 14).choices == [0, 0])
        #expect(expected.exitStatus == .overBudget)
    }

    @Test("a knapsack without units is empty")
    func noUnits() throws {
        #expect(try Knapsack(units: []).solve(budget: 0).choices.isEmpty)
    }
}
