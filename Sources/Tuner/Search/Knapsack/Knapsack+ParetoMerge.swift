extension Knapsack {
    /// A sum over the first units that no other sum beats in both bytes and loss.
    private struct Partial {
        let bytes: Int
        let loss: Double
        /// The sum over one unit less that this one extends.
        let parent: Int32
        /// The option that the newest unit takes.
        let position: Int32
    }

    /// What is known before merging and keeps hopeless sums out.
    private struct Bounds {
        let budget: Int
        /// Least bytes that the units from here on take, `[units + 1]`.
        let leastBytes: [Int]
        /// Least loss plus priced bytes that the units from here on take, `[units + 1]`.
        let leastCost: [Double]
        /// Loss per byte at the budget.
        let price: Double
        /// A sum whose priced loss passes this cannot become the best.
        let ceiling: Double
    }

    /// The best solution, exactly: all sums of bytes and losses that are worth keeping, unit by unit.
    ///
    /// A sum is dropped if another has neither more bytes nor more loss, if the rest of the units
    /// cannot fit beside it, or if even the Lagrange bound of the rest leaves it above a solution
    /// that is already known.
    ///
    /// - Parameters:
    ///   - budget: Bytes that the solution may take.
    ///   - limit: Most sums to keep after a unit.
    /// - Returns: The solution, nil if more than `limit` sums would have to be kept.
    /// - Throws: `KnapsackError.overBudget` if nothing fits.
    /// - Complexity: O(options * limit) time, O(units * limit) memory.
    package func paretoMerge(
        budget: Int, limit: Int = Knapsack.sumLimit
    ) throws(KnapsackError) -> KnapsackSolution? {
        let front = lagrangeFront()
        return merge(
            budget: budget, limit: limit, known: try front.solution(budget: budget),
            pricePerByte: front.shadowPrice(budget: budget) / LagrangeFront.bytesPerMiB)
    }

    /// `paretoMerge` with what is known already; the price changes the work but not the outcome.
    ///
    /// - Parameter known: A solution that fits the budget.
    func merge(
        budget: Int, limit: Int, known: KnapsackSolution, pricePerByte: Double
    ) -> KnapsackSolution? {
        let bounds = bounds(budget: budget, known: known, price: pricePerByte)
        var levels: [[Partial]] = []
        levels.reserveCapacity(units.count)
        var sums = [Partial(bytes: 0, loss: 0, parent: 0, position: 0)]
        for index in units.indices {
            sums = extend(sums, by: index, within: bounds)
            // None is left only where losses differ so much in size that rounding passes the bound.
            guard (1...max(1, limit)).contains(sums.count) else { return nil }
            levels.append(sums)
        }
        return solution(positions: trace(levels))
    }

    private func bounds(budget: Int, known: KnapsackSolution, price: Double) -> Bounds {
        var leastBytes = [0]
        var leastCost = [0.0]
        for unit in units.reversed() {
            let cost = unit.reduce(Double.infinity) { min($0, $1.loss + price * Double($1.bytes)) }
            leastBytes.append(leastBytes[leastBytes.count - 1] + unit[0].bytes)
            leastCost.append(leastCost[leastCost.count - 1] + cost)
        }
        let priced = price * Double(budget)
        let magnitude = units.reduce(abs(priced)) {
            $0 + max(abs($1[0].loss), abs($1.last?.loss ?? 0))
        }
        return Bounds(
            budget: budget, leastBytes: leastBytes.reversed(), leastCost: leastCost.reversed(),
            price: price, ceiling: known.loss + priced + 1e-12 * magnitude)
    }

    /// All sums worth keeping after one more unit, bytes rising and losses falling.
    private func extend(_ sums: [Partial], by index: Int, within bounds: Bounds) -> [Partial] {
        let room = bounds.budget - bounds.leastBytes[index + 1]
        let ceiling = bounds.ceiling - bounds.leastCost[index + 1]
        var merged: [Partial] = []
        for (position, option) in units[index].enumerated() {
            var shifted: [Partial] = []
            shifted.reserveCapacity(sums.count)
            for (parent, sum) in sums.enumerated() {
                let bytes = sum.bytes + option.bytes
                if bytes > room { break }
                let loss = sum.loss + option.loss
                if loss + bounds.price * Double(bytes) > ceiling { continue }
                shifted.append(
                    Partial(
                        bytes: bytes, loss: loss, parent: Int32(parent), position: Int32(position)))
            }
            merged = Self.merge(merged, shifted)
        }
        return merged
    }

    /// Merges two lists and drops what is dominated; on equal terms the first list wins.
    private static func merge(_ first: [Partial], _ second: [Partial]) -> [Partial] {
        if first.isEmpty { return second }
        var result: [Partial] = []
        result.reserveCapacity(first.count + second.count)
        var (i, j) = (0, 0)
        var best = Double.infinity
        while i < first.count || j < second.count {
            let takeFirst: Bool
            if i < first.count, j < second.count {
                let (a, b) = (first[i], second[j])
                takeFirst = (a.bytes, a.loss) <= (b.bytes, b.loss)
            } else {
                takeFirst = i < first.count
            }
            let next = takeFirst ? first[i] : second[j]
            if takeFirst { i += 1 } else { j += 1 }
            if next.loss < best {
                best = next.loss
                result.append(next)
            }
        }
        return result
    }

    /// Follows the last sum, which has the least loss, back through all units.
    private func trace(_ levels: [[Partial]]) -> [Int] {
        var positions = Array(repeating: 0, count: levels.count)
        var at = (levels.last?.count ?? 0) - 1
        for index in levels.indices.reversed() {
            let sum = levels[index][at]
            positions[index] = Int(sum.position)
            at = Int(sum.parent)
        }
        return positions
    }
}
