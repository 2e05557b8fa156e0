package import Engine

/// A plan that a search did not have to look for, to set the winner beside.
package struct Baseline: Sendable {
    /// What people call it.
    package let name: String
    /// What it keeps.
    package let plan: CompressionPlan

    /// Names a plan.
    package init(name: String, plan: CompressionPlan) {
        self.name = name
        self.plan = plan
    }

    /// Every token at each of some bits.
    package static func keepingAll(
        bits: [Int], shape: ModelShape
    ) throws(PlanError) -> [Baseline] {
        var baselines: [Baseline] = []
        for bits in bits {
            let tier = try Tier(
                tokens: Tier.all, precision: Precision(keyBits: bits, valueBits: bits))
            let plan = try CompressionPlan(
                uniform: HeadPlan(
                    tiers: [tier], grouping: Grouping(keyGroup: 64, valueGroup: 64)),
                shape: shape, retention: Retention())
            baselines.append(Baseline(name: "all tokens, \(bits) bits", plan: plan))
        }
        return baselines
    }
}
