/// Errors of one unit's attention output under one retention, relative to the residual stream's
/// squared norm, mean over samples (SEARCH P1).
package struct LocalErrors: Sendable {
    /// Bits whose quantization error is measured; 16 bit has none.
    package static let bits = [2, 3, 4, 5, 6, 8]

    /// Levels that the errors belong to.
    package let levels: RankLevels
    /// Error of keeping the top tokens up to each border at 16 bit.
    package var pruning: [Double]
    /// Error of quantizing the keys of all ranks below each border, `[bits][border]`.
    package var keys: [[Double]]
    /// The same for values.
    package var values: [[Double]]

    /// No error anywhere.
    package init(levels: RankLevels) {
        self.levels = levels
        let zeros = [Double](repeating: 0, count: levels.borders.count)
        pruning = zeros
        keys = Array(repeating: zeros, count: Self.bits.count)
        values = keys
    }

    /// Predicted error of a head's plan: pruning, and the quantization of each tier's ranks outside
    /// the 16-bit window, as if they were independent.
    ///
    /// - Parameters:
    ///   - tiers: Tokens, key bits and value bits from the top rank down.
    ///   - exact: Ranks that lie in the 16-bit tail.
    package func error(
        of tiers: [(tokens: Int, keyBits: Int, valueBits: Int)], exact: Range<Int>
    ) -> Double {
        var total = 0.0
        var rank = 0
        for tier in tiers {
            let range = rank..<rank + tier.tokens
            rank = range.upperBound
            total += between(range, exact, table(keys, tier.keyBits))
            total += between(range, exact, table(values, tier.valueBits))
        }
        return total + at(rank, pruning)
    }

    private func table(_ tables: [[Double]], _ bits: Int) -> [Double]? {
        Self.bits.firstIndex(of: bits).map { tables[$0] }
    }

    /// Sum over the ranks of a range outside the exact ones.
    private func between(_ range: Range<Int>, _ exact: Range<Int>, _ table: [Double]?) -> Double {
        guard let table else { return 0 }
        let hidden = range.clamped(to: exact)
        let sum = at(range.upperBound, table) - at(range.lowerBound, table)
        guard !hidden.isEmpty else { return sum }
        return sum - (at(hidden.upperBound, table) - at(hidden.lowerBound, table))
    }

    /// Linear interpolation between borders.
    private func at(_ rank: Int, _ table: [Double]) -> Double {
        let borders = levels.borders
        guard let upper = borders.firstIndex(where: { $0 >= rank }) else {
            return table[table.count - 1]
        }
        guard upper > 0, borders[upper] > rank else { return table[upper] }
        let share =
            Double(rank - borders[upper - 1])
            / Double(borders[upper] - borders[upper - 1])
        return table[upper - 1] + share * (table[upper] - table[upper - 1])
    }
}
