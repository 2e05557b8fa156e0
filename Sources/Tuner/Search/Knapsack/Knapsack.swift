/// Multiple-choice knapsack: one option per unit, least summed loss within a byte budget.
///
/// Ties are always broken the same way: lower bytes, then the lower index. So the same units and
/// budget give the same solution.
package struct Knapsack: Sendable {
    /// An option that no other option of its unit beats in both bytes and loss.
    struct Option: Sendable {
        let bytes: Int
        let loss: Double
        /// Place among the options that the unit was given with.
        let index: Int
    }

    /// Most sums that the exact search keeps after a unit.
    static let sumLimit = 8192

    /// Options of each unit that are not dominated: bytes rise and losses fall strictly.
    let units: [[Option]]
    /// For each option that a unit was given with, the place in `units` of itself or of what beats it.
    private let places: [[Int]]
    /// Bytes of the smallest option of every unit together, without padding.
    package let smallestBytes: Int

    /// Drops dominated options; solutions still count in the places given here.
    ///
    /// - Parameter units: The options of each unit, one or more.
    package init(units: [[KnapsackChoice]]) {
        let kept = units.map(KnapsackChoice.undominated)
        self.units = zip(units, kept).map { choices, kept in
            kept.options.map {
                Option(bytes: choices[$0].bytes, loss: choices[$0].loss, index: $0)
            }
        }
        places = kept.map(\.places)
        smallestBytes = self.units.reduce(0) { $0 + $1[0].bytes }
    }

    /// The best solution within a budget of added up bytes.
    ///
    /// Exact where the sums that have to be kept are few, else the better of the dynamic program and
    /// the Lagrange front, both with exchanges on top.
    ///
    /// - Throws: `KnapsackError.overBudget` with the smallest bytes if nothing fits.
    package func solve(budget: Int) throws(KnapsackError) -> KnapsackSolution {
        let front = lagrangeFront()
        let swept = try filled(try front.solution(budget: budget), budget: budget)
        let price = front.shadowPrice(budget: budget) / LagrangeFront.bytesPerMiB
        let exact = merge(budget: budget, limit: Self.sumLimit, known: swept, pricePerByte: price)
        if let exact { return exact }
        let quantized = try filled(try dynamicProgram(budget: budget), budget: budget)
        return (quantized.loss, quantized.bytes) < (swept.loss, swept.bytes) ? quantized : swept
    }

    private func filled(
        _ start: KnapsackSolution, budget: Int
    ) throws(KnapsackError) -> KnapsackSolution {
        try fillSlack(start, budget: budget, padding: 0) { solution($0).bytes }
    }

    /// A solution from one choice per unit; what beats a dominated choice stands in for it.
    package func solution(_ choices: [Int]) -> KnapsackSolution {
        solution(positions: positions(of: choices))
    }
}

extension Knapsack {
    /// A solution from places among the options that are not dominated.
    func solution(positions: [Int]) -> KnapsackSolution {
        var bytes = 0
        var loss = 0.0
        var choices: [Int] = []
        choices.reserveCapacity(units.count)
        for (unit, position) in zip(units, positions) {
            bytes += unit[position].bytes
            loss += unit[position].loss
            choices.append(unit[position].index)
        }
        return KnapsackSolution(choices: choices, bytes: bytes, loss: loss)
    }

    /// Places among the options that are not dominated, from places among the given ones.
    func positions(of choices: [Int]) -> [Int] {
        precondition(choices.count == units.count, "\(choices.count) choices, \(units.count) units")
        return zip(places, choices).map { $0[$1] }
    }

    func checkFits(_ budget: Int) throws(KnapsackError) {
        guard smallestBytes <= budget else {
            throw .overBudget(budget: budget, smallest: smallestBytes)
        }
    }
}
