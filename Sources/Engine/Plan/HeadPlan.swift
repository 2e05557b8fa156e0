/// What one key-value head keeps and how precisely.
public struct HeadPlan: Sendable, Hashable {
    /// From the top rank down: how many tokens at which bits; the rest is dropped.
    public let tiers: [Tier]
    /// How stored values share scales and minima.
    public let grouping: Grouping

    /// Creates a head's plan.
    ///
    /// - Throws: `PlanError.tierCount` unless there are one to four tiers, `PlanError.outOfRange` if
    ///   the first tier is empty or a tier other than the last takes all tokens.
    public init(tiers: [Tier], grouping: Grouping) throws(PlanError) {
        guard (1...4).contains(tiers.count) else { throw .tierCount(tiers.count) }
        guard tiers[0].tokens > 0 else {
            throw .outOfRange(name: "tokens", value: 0, expected: "1 or more in the first tier")
        }
        guard tiers.dropLast().allSatisfy({ $0.tokens != Tier.all }) else {
            throw .text("found `all` before the last tier, expected it last", hint: nil)
        }
        self.tiers = tiers
        self.grouping = grouping
    }

    /// Every token, keys and values at the same bits.
    ///
    /// - Throws: `PlanError` for bits that are no precision, or that the grouping does not go with.
    public static func keepingAll(bits: Int, grouping: Grouping) throws(PlanError) -> HeadPlan {
        let precision = try Precision(keyBits: bits, valueBits: bits)
        return try HeadPlan(
            tiers: [Tier(tokens: Tier.all, precision: precision)], grouping: grouping)
    }

    /// Tokens that each tier takes of a prompt: `min(c_i, what is left)`, so later tiers shrink.
    public func clippedTokens(promptTokens: Int) -> [Int] {
        var left = promptTokens
        return tiers.map { tier in
            let taken = min(tier.tokens, left)
            left -= taken
            return taken
        }
    }
}
