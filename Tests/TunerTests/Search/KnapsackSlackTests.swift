import Testing
import Tuner

@Suite("Filling a budget's slack")
struct KnapsackSlackTests {
    /// Two units make a layer, whose bytes are rounded up to 64.
    private func padded(_ problem: RandomKnapsack) -> ([Int]) -> Int {
        { choices in
            let bytes = zip(problem.options, choices).map { $0[$1].bytes }
            return stride(from: 0, to: bytes.count, by: 2).reduce(0) { sum, first in
                sum + (bytes[first..<min(first + 2, bytes.count)].reduce(0, +) + 63) / 64 * 64
            }
        }
    }

    @Test("exact bytes stay within the budget and the loss never rises", arguments: 0..<40)
    func keepsBudget(seed: Int) throws {
        let problem = RandomKnapsack(
            seed: UInt64(seed), units: 8, optionCount: 8, largestBytes: 900)
        let exactBytes = padded(problem)
        let front = problem.knapsack.lagrangeFront()
        for budget in problem.budgets.dropFirst() {
            let start = try front.solution(budget: budget)
            let filled = try problem.knapsack.fillSlack(
                start, budget: budget, exactBytes: exactBytes)
            #expect(exactBytes(filled.choices) <= budget)
            if exactBytes(start.choices) <= budget { #expect(filled.loss <= start.loss) }
            let again = try problem.knapsack.fillSlack(
                filled, budget: budget, exactBytes: exactBytes)
            #expect(again == filled)
        }
    }

    @Test("no single upgrade and no exchange of two is left that would help", arguments: 0..<20)
    func isLocallyOptimal(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 5, largestBytes: 900)
        let exactBytes = padded(problem)
        for budget in problem.budgets.dropFirst() {
            let start = problem.knapsack.lagrangeFront()[0]
            let filled = try problem.knapsack.fillSlack(
                start, budget: budget, exactBytes: exactBytes)
            for first in problem.options.indices {
                for second in problem.options.indices {
                    for a in problem.options[first].indices {
                        for b in problem.options[second].indices {
                            var changed = filled.choices
                            changed[first] = a
                            changed[second] = b
                            let other = problem.knapsack.solution(changed)
                            guard exactBytes(other.choices) <= budget else { continue }
                            #expect(other.loss >= filled.loss - 1e-9)
                        }
                    }
                }
            }
        }
    }

    @Test("an exchange finds what single upgrades cannot")
    func exchanges() throws {
        let knapsack = Knapsack(units: [
            [KnapsackChoice(bytes: 1, loss: 2), KnapsackChoice(bytes: 6, loss: 1)],
            [KnapsackChoice(bytes: 1, loss: 9), KnapsackChoice(bytes: 8, loss: 0)],
        ])
        let start = knapsack.solution([1, 0])
        let filled = try knapsack.fillSlack(start, budget: 10, padding: 0) {
            knapsack.solution($0).bytes
        }
        #expect(filled.choices == [0, 1])
    }

    @Test("a start over the budget is brought under it, or refused with the smallest exact bytes")
    func shrinks() throws {
        let unit = [KnapsackChoice(bytes: 10, loss: 1), KnapsackChoice(bytes: 70, loss: 0)]
        let knapsack = Knapsack(units: [unit, unit])
        let exactBytes = { (choices: [Int]) in
            choices.reduce(0) { $0 + (unit[$1].bytes + 63) / 64 * 64 }
        }
        let start = knapsack.solution([1, 1])
        let filled = try knapsack.fillSlack(start, budget: 200, exactBytes: exactBytes)
        #expect(filled.choices.sorted() == [0, 1])
        #expect(throws: KnapsackError.overBudget(budget: 127, smallest: 128)) {
            try knapsack.fillSlack(start, budget: 127, exactBytes: exactBytes)
        }
    }
}
