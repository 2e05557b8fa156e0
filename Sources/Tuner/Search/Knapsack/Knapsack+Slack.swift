extension Knapsack {
    /// Where the filling of the slack stands.
    private struct Filling {
        var positions: [Int]
        /// Bytes that are left of the budget by the exact count.
        var slack: Int
        /// Gains below this are rounding.
        let threshold: Double
    }

    /// One unit goes up and, where that is needed, another one down.
    private struct Move {
        let positions: [Int]
        let gain: Double
    }

    /// Uses what is left of a budget: again and again the best single upgrade or pairwise exchange
    /// that fits by the exact count, until none lowers the loss.
    ///
    /// A solution that is over the budget by the exact count is first brought under it, the least loss
    /// per byte first. One that is within it never gets worse.
    ///
    /// - Parameters:
    ///   - solution: Where to start from.
    ///   - budget: Bytes that the exact count may reach.
    ///   - padding: Most bytes by which an exact difference of two solutions that differ in two units
    ///     can depart from the added up one.
    ///   - exactBytes: The exact bytes of one choice per unit.
    /// - Returns: A solution whose exact bytes are within the budget; its `bytes` are added up ones.
    /// - Throws: `KnapsackError.overBudget` if even the smallest options are over the budget exactly.
    package func fillSlack(
        _ solution: KnapsackSolution, budget: Int, padding: Int = 512,
        exactBytes: ([Int]) -> Int
    ) throws(KnapsackError) -> KnapsackSolution {
        let magnitude = units.reduce(0) { $0 + max(abs($1[0].loss), abs($1[$1.count - 1].loss)) }
        let start = positions(of: solution.choices)
        var filling = Filling(positions: start, slack: 0, threshold: 1e-13 * magnitude)
        filling.slack = budget - exactBytes(choices(at: start))
        try shrink(&filling, budget: budget, exactBytes: exactBytes)
        while let move = bestMove(
            from: filling, padding: padding,
            slack: { budget - exactBytes(choices(at: $0)) })
        {
            filling.positions = move.positions
            filling.slack = budget - exactBytes(choices(at: move.positions))
        }
        return self.solution(positions: filling.positions)
    }

    private func choices(at positions: [Int]) -> [Int] {
        zip(units, positions).map { $0[$1].index }
    }

    /// Brings a solution within the budget, the least loss per byte first.
    private func shrink(
        _ filling: inout Filling, budget: Int, exactBytes: ([Int]) -> Int
    ) throws(KnapsackError) {
        while filling.slack < 0 {
            var cheapest: (unit: Int, position: Int, price: Double)?
            for (index, unit) in units.enumerated() {
                let current = unit[filling.positions[index]]
                for position in 0..<filling.positions[index] {
                    let option = unit[position]
                    let price = (option.loss - current.loss) / Double(current.bytes - option.bytes)
                    if price < cheapest?.price ?? .infinity {
                        cheapest = (index, position, price)
                    }
                }
            }
            guard let cheapest else {
                throw .overBudget(budget: budget, smallest: budget - filling.slack)
            }
            filling.positions[cheapest.unit] = cheapest.position
            filling.slack = budget - exactBytes(choices(at: filling.positions))
        }
    }

    /// The upgrade or exchange with the largest gain among those that fit exactly.
    private func bestMove(
        from filling: Filling, padding: Int, slack: ([Int]) -> Int
    ) -> Move? {
        var best: Move?
        let steps = StepsDown(units, positions: filling.positions)
        for upgrade in upgrades(from: filling) {
            // Sorted by gain, and whatever goes down in exchange only costs.
            if upgrade.gain <= best?.gain ?? filling.threshold { break }
            var raised = filling.positions
            raised[upgrade.unit] = upgrade.position
            let missing = upgrade.bytes - filling.slack
            if missing <= padding, slack(raised) >= 0 {
                best = Move(positions: raised, gain: upgrade.gain)
                continue
            }
            let least = steps.leastCost(
                freeing: missing - padding, without: upgrade.unit)
            guard upgrade.gain - least > best?.gain ?? filling.threshold else { continue }
            for other in units.indices where other != upgrade.unit {
                let floor = best?.gain ?? filling.threshold
                if let gain = lower(
                    other, in: &raised, missing: missing, padding: padding,
                    allowance: upgrade.gain - floor, slack: slack)
                {
                    best = Move(positions: raised, gain: upgrade.gain - gain)
                }
                raised[other] = filling.positions[other]
            }
        }
        return best
    }

    private struct Upgrade {
        let unit: Int
        let position: Int
        let bytes: Int
        let gain: Double
    }

    /// Every option above the current ones, the largest gain first.
    private func upgrades(from filling: Filling) -> [Upgrade] {
        var upgrades: [Upgrade] = []
        for (index, unit) in units.enumerated() {
            let current = unit[filling.positions[index]]
            for position
                in (filling.positions[index] + 1)..<max(unit.count, filling.positions[index] + 1)
            {
                upgrades.append(
                    Upgrade(
                        unit: index, position: position,
                        bytes: unit[position].bytes - current.bytes,
                        gain: current.loss - unit[position].loss))
            }
        }
        return upgrades.sorted {
            $0.gain != $1.gain
                ? $0.gain > $1.gain
                : ($0.bytes, $0.unit, $0.position) < ($1.bytes, $1.unit, $1.position)
        }
    }

    /// Moves a unit down to the highest option that frees the missing bytes exactly.
    ///
    /// - Parameter allowance: The loss that the step down must stay below.
    /// - Returns: The loss that it costs, nil if no option will do.
    private func lower(
        _ unit: Int, in positions: inout [Int], missing: Int, padding: Int, allowance: Double,
        slack: ([Int]) -> Int
    ) -> Double? {
        let options = units[unit]
        let current = options[positions[unit]]
        // The highest option that might do, by the added up bytes.
        var (low, high) = (0, positions[unit])
        while low < high {
            let middle = (low + high) / 2
            if current.bytes - options[middle].bytes >= missing - padding {
                low = middle + 1
            } else {
                high = middle
            }
        }
        for position in (0..<low).reversed() {
            let cost = options[position].loss - current.loss
            if cost >= allowance { return nil }
            positions[unit] = position
            if slack(positions) >= 0 { return cost }
            if current.bytes - options[position].bytes >= missing + padding { return nil }
        }
        return nil
    }
}
