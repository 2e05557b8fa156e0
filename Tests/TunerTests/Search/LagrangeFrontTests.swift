import Testing
import Tuner

@Suite("Lagrange front")
struct LagrangeFrontTests {
    @Test("bytes rise, losses fall and every point is its own solution", arguments: 0..<20)
    func monotone(seed: Int) {
        let problem = RandomKnapsack(
            seed: UInt64(seed), units: 12, optionCount: 9, largestBytes: 5000)
        let front = problem.knapsack.lagrangeFront()
        for index in 0..<front.count {
            let point = front.point(at: index)
            let solution = front[index]
            #expect(solution.bytes == point.bytes)
            #expect(abs(solution.loss - point.loss) < 1e-9)
            #expect(problem.knapsack.solution(solution.choices) == solution)
            guard index > 0 else { continue }
            #expect(point.bytes > front.point(at: index - 1).bytes)
            #expect(point.loss < front.point(at: index - 1).loss)
        }
        #expect(front.point(at: 0).bytes == problem.knapsack.smallestBytes)
    }

    @Test("every point is the best solution of its own bytes", arguments: 0..<20)
    func pointsAreOptimal(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 5, largestBytes: 5000)
        let front = problem.knapsack.lagrangeFront()
        for index in 0..<front.count {
            let point = front.point(at: index)
            let solved = try problem.knapsack.solve(budget: point.bytes)
            #expect(abs(solved.loss - point.loss) < 1e-9, "point \(index)")
        }
    }

    @Test("no solution beats the front's line by its price", arguments: 0..<20)
    func priceBounds(seed: Int) throws {
        let problem = RandomKnapsack(seed: UInt64(seed), units: 5, largestBytes: 500_000)
        let front = problem.knapsack.lagrangeFront()
        for budget in problem.budgets {
            let under = try front.solution(budget: budget)
            let exact = try problem.knapsack.solve(budget: budget)
            let price = front.shadowPrice(budget: budget)
            let bought = price * Double(budget - under.bytes) / 1_048_576
            #expect(under.bytes <= budget)
            #expect(exact.loss <= under.loss + 1e-12)
            #expect(exact.loss >= under.loss - bought - 1e-12)
        }
        #expect(front.shadowPrice(budget: .max) == 0)
    }

    @Test("the shadow price is what the next MiB saves")
    func knownPrice() {
        let mebibyte = 1_048_576
        let knapsack = Knapsack(units: [
            [KnapsackChoice(bytes: 0, loss: 3), KnapsackChoice(bytes: mebibyte, loss: 1)],
            [KnapsackChoice(bytes: 0, loss: 1), KnapsackChoice(bytes: 2 * mebibyte, loss: 0)],
        ])
        let front = knapsack.lagrangeFront()
        #expect(front.count == 3)
        #expect(abs(front.shadowPrice(budget: 0) - 2) < 1e-12)
        #expect(abs(front.shadowPrice(budget: mebibyte) - 0.5) < 1e-12)
        #expect(front.shadowPrice(budget: 3 * mebibyte) == 0)
    }
}
