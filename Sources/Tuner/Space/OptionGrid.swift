package import Engine

/// What a unit may choose from: numbers of tokens times precisions, in one tier or two.
package struct OptionGrid: Sendable {
    /// Precisions of a single tier: key bits and value bits.
    private static let single = [
        (16, 16), (8, 8), (8, 4), (6, 6), (5, 5), (4, 4), (4, 3), (4, 2), (3, 3), (3, 2), (2, 2),
    ]
    /// Precisions of the top ranks and of those behind them.
    private static let pairs = [
        ((8, 8), (4, 4)), ((8, 8), (3, 3)), ((8, 4), (4, 2)), ((8, 4), (3, 2)), ((6, 6), (4, 4)),
        ((6, 6), (3, 3)), ((6, 6), (2, 2)), ((6, 4), (4, 2)), ((5, 5), (3, 3)), ((5, 5), (2, 2)),
        ((5, 4), (3, 2)), ((5, 3), (3, 2)), ((4, 4), (3, 3)), ((4, 4), (3, 2)), ((4, 4), (2, 2)),
        ((4, 3), (3, 2)), ((3, 3), (2, 2)),
    ]

    /// How stored values share scales and minima in every searched plan.
    static func grouping() throws(PlanError) -> Grouping {
        try Grouping(keyGroup: 64, valueGroup: 64)
    }

    /// The options.
    package let heads: [HeadPlan]

    /// Makes all options for prompts of a length.
    ///
    /// - Parameter grouping: How stored values share scales and minima.
    /// - Throws: `PlanError` never for the widths above.
    package init(levels: RankLevels, grouping: Grouping) throws(PlanError) {
        let counts = levels.borders.dropFirst()
        var heads: [HeadPlan] = []
        for tokens in counts {
            for bits in Self.single {
                let tier = try Self.tier(tokens, bits)
                heads.append(try HeadPlan(tiers: [tier], grouping: grouping))
            }
        }
        for first in counts {
            for total in counts where total > first {
                for (top, rest) in Self.pairs {
                    let tiers = [try Self.tier(first, top), try Self.tier(total - first, rest)]
                    heads.append(try HeadPlan(tiers: tiers, grouping: grouping))
                }
            }
        }
        self.heads = heads
    }

    private static func tier(_ tokens: Int, _ bits: (Int, Int)) throws(PlanError) -> Tier {
        try Tier(tokens: tokens, precision: Precision(keyBits: bits.0, valueBits: bits.1))
    }
}
