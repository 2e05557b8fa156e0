/// What it costs at least to free some bytes by moving one unit down, for all numbers of bytes at once:
/// most exchanges need no closer look.
struct StepsDown {
    /// The cheapest step that frees so many bytes or more, and the cheapest of another unit.
    private struct Cheapest {
        var cost = Double.infinity
        var unit = -1
        var costOfOthers = Double.infinity

        mutating func add(cost: Double, unit: Int) {
            if unit == self.unit {
                self.cost = min(self.cost, cost)
            } else if cost < self.cost {
                (costOfOthers, self.cost, self.unit) = (self.cost, cost, unit)
            } else {
                costOfOthers = min(costOfOthers, cost)
            }
        }
    }

    /// Bytes that steps free, ascending.
    private var freed: [Int] = []
    private var cheapest: [Cheapest] = []

    /// Collects every step down from some options.
    init(_ units: [[Knapsack.Option]], positions: [Int]) {
        var steps: [(freed: Int, cost: Double, unit: Int)] = []
        for (index, unit) in units.enumerated() {
            let current = unit[positions[index]]
            for option in unit[..<positions[index]] {
                steps.append((current.bytes - option.bytes, option.loss - current.loss, index))
            }
        }
        steps.sort { $0.freed > $1.freed }
        var least = Cheapest()
        for step in steps {
            least.add(cost: step.cost, unit: step.unit)
            freed.append(step.freed)
            cheapest.append(least)
        }
        freed.reverse()
        cheapest.reverse()
    }

    /// The least cost of a step of another unit that frees so many bytes; infinite if there is none.
    func leastCost(freeing bytes: Int, without unit: Int) -> Double {
        var (low, high) = (0, freed.count)
        while low < high {
            let middle = (low + high) / 2
            if freed[middle] < bytes { low = middle + 1 } else { high = middle }
        }
        guard low < freed.count else { return .infinity }
        return cheapest[low].unit == unit ? cheapest[low].costOfOthers : cheapest[low].cost
    }
}
