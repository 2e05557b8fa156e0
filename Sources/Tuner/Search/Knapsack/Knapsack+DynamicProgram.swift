extension Knapsack {
    /// The best solution if bytes came in whole bins, rounded upward: never above the budget.
    ///
    /// Only what an option takes beyond the smallest of its unit is rounded, to a common divisor where
    /// that is enough, so small problems are solved exactly.
    ///
    /// - Throws: `KnapsackError.overBudget` if nothing fits.
    /// - Complexity: O(options * bins) time with max(16,384, 64 * units) bins; 2 bytes of memory per
    ///   unit and bin.
    package func dynamicProgram(budget: Int) throws(KnapsackError) -> KnapsackSolution {
        try checkFits(budget)
        let largest = units.reduce(0) { $0 + $1[$1.count - 1].bytes }
        let room = min(budget, largest) - smallestBytes
        let bins = max(16_384, 64 * units.count)
        let bin = max(commonDivisor, (room + bins - 1) / bins)
        // Where the largest options fit, they fit with what rounding adds to them too.
        let binCount = min((budget - smallestBytes) / bin, room / bin + units.count) + 1
        var best = [Double](repeating: 0, count: binCount)
        var next = best
        var picks = [UInt16](repeating: 0, count: binCount * units.count)
        for (index, unit) in units.enumerated() {
            let row = index * binCount
            for w in 0..<binCount { next[w] = best[w] + unit[0].loss }
            for (position, option) in unit.enumerated().dropFirst() {
                let width = (option.bytes - unit[0].bytes + bin - 1) / bin
                if width >= binCount { break }
                unsafe best.withUnsafeBufferPointer { best in
                    unsafe next.withUnsafeMutableBufferPointer { next in
                        unsafe picks.withUnsafeMutableBufferPointer { picks in
                            unsafe Self.offer(
                                position, width: width, loss: option.loss, after: best, to: next,
                                picks: UnsafeMutableBufferPointer(
                                    rebasing: picks[row..<(row + binCount)]))
                        }
                    }
                }
            }
            swap(&best, &next)
        }
        return solution(positions: trace(picks, best: best, bin: bin))
    }

    /// Takes an option wherever it lowers the loss: the loop that all the time goes into.
    private static func offer(
        _ position: Int, width: Int, loss: Double, after best: UnsafeBufferPointer<Double>,
        to next: UnsafeMutableBufferPointer<Double>, picks: UnsafeMutableBufferPointer<UInt16>
    ) {
        let pick = UInt16(truncatingIfNeeded: position)
        for w in width..<next.count {
            let offered = unsafe best[w - width] + loss
            let lower = unsafe offered < next[w]
            unsafe next[w] = lower ? offered : next[w]
            unsafe picks[w] = lower ? pick : picks[w]
        }
    }

    /// Follows the best sum back, from the fewest bins that reach it.
    private func trace(_ picks: [UInt16], best: [Double], bin: Int) -> [Int] {
        var positions = Array(repeating: 0, count: units.count)
        var at = best.count - 1
        while at > 0, best[at - 1] == best[at] { at -= 1 }
        for index in units.indices.reversed() {
            let unit = units[index]
            let position = Int(picks[index * best.count + at])
            positions[index] = position
            at -= (unit[position].bytes - unit[0].bytes + bin - 1) / bin
        }
        return positions
    }

    /// The largest number that divides every difference of bytes within a unit, at least 1.
    private var commonDivisor: Int {
        var divisor = 0
        for unit in units {
            for option in unit.dropFirst() {
                var (a, b) = (divisor, option.bytes - unit[0].bytes)
                while b != 0 { (a, b) = (b, a % b) }
                divisor = a
            }
        }
        return max(1, divisor)
    }
}
