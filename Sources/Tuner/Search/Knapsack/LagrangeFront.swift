/// Solutions that are best for some price of a byte, from the fewest bytes to the least loss.
///
/// Bytes rise and losses fall along the front. Between two neighbours there may be better solutions
/// for a budget, which only `Knapsack.solve` finds.
package struct LagrangeFront: Sendable {
    /// Bytes in the unit that shadow prices are per.
    package static let bytesPerMiB = 1_048_576.0

    /// Moves one unit to its next option; one front point each.
    struct Step: Sendable {
        let unit: Int
        let position: Int
        /// Bytes of the front from here on.
        let bytes: Int
        /// Loss of the front from here on.
        let loss: Double
        /// Loss that the step saves per byte it takes.
        let price: Double
    }

    let knapsack: Knapsack
    let smallest: KnapsackSolution
    let steps: [Step]

    /// How many solutions the front has, 1 or more.
    package var count: Int { steps.count + 1 }

    /// Bytes and loss of a point, without its choices.
    package func point(at index: Int) -> (bytes: Int, loss: Double) {
        index == 0
            ? (smallest.bytes, smallest.loss) : (steps[index - 1].bytes, steps[index - 1].loss)
    }

    /// The solution at a point.
    ///
    /// - Complexity: O(index + units).
    package subscript(index: Int) -> KnapsackSolution {
        var positions = Array(repeating: 0, count: knapsack.units.count)
        for step in steps[..<index] { positions[step.unit] = step.position }
        return knapsack.solution(positions: positions)
    }

    /// The last solution of the front that fits.
    ///
    /// - Throws: `KnapsackError.overBudget` if none does.
    package func solution(budget: Int) throws(KnapsackError) -> KnapsackSolution {
        try knapsack.checkFits(budget)
        return self[stepCount(within: budget)]
    }

    /// What one more MiB would save at a budget, in loss; 0 where nothing is left to buy.
    package func shadowPrice(budget: Int) -> Double {
        let next = stepCount(within: budget)
        return next < steps.count ? steps[next].price * Self.bytesPerMiB : 0
    }

    private func stepCount(within budget: Int) -> Int {
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].bytes <= budget { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
