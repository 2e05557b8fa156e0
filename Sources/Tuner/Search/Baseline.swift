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
            let plan = try CompressionPlan(
                uniform: .keepingAll(bits: bits, grouping: OptionGrid.grouping()),
                shape: shape, retention: Retention())
            baselines.append(Baseline(name: "all tokens, \(bits) bits", plan: plan))
        }
        return baselines
    }
}
