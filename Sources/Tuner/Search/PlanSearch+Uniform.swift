internal import Engine

extension PlanSearch {
    /// Uniform plans that are screened at most, best predicted first.
    private static let screenedUniform = 48

    /// Retentions whose local errors are measured.
    private static let keptRetentions = 4
    /// Tokens that tell retentions apart, and fewer of short prompts.
    private static let tellingTokens = 64
    /// Bits of the plan that tells retentions apart: the first at which not every token fits.
    private static let probeBits = [4, 8, 16]

    /// Retentions that are worth local errors: those whose uniform plan, filled up to the budget,
    /// loses least.
    ///
    /// Local errors would say the same of most of them, at a hundred times the price, and miss what
    /// a kernel that is too short loses now and then. Where the budget leaves few tokens to each head,
    /// short kernels win; then the order of plans with more tokens counts, as a split by head gives
    /// them to the heads that matter.
    mutating func chooseRetentions() throws -> [Retention] {
        let all = try FrameGrid.retentions()
        let plans = try probes(all)
        let telling = try plans.map(atLeastTelling)
        let kept = allowance(2 * Self.keptRetentions, oneIn: 12)
        let order = try screened(telling.map { try $0.plan(for: model.shape) }, keeping: kept)
        var found: [(retention: Retention, loss: Double)] = []
        for position in order.prefix(kept) where !isOver {
            found.append((plans[position].retention, try measure(plans[position]).loss))
        }
        guard !found.isEmpty else { return Array(all.prefix(Self.keptRetentions)) }
        if telling == plans {
            found = found.enumerated().sorted { ($0.1.loss, $0.0) < ($1.1.loss, $1.0) }
                .map(\.element)
        }
        return found.prefix(Self.keptRetentions).map(\.retention)
    }

    /// A probe with as many tokens as tell rankings apart, whatever they cost.
    private func atLeastTelling(_ plan: UniformPlan) throws -> UniformPlan {
        let tokens = min(Self.tellingTokens, budget.context / 16)
        guard units.units.count > 1, let tier = plan.head.tiers.first, tier.tokens < tokens else {
            return plan
        }
        let wider = try Tier(tokens: tokens, precision: tier.precision)
        return try UniformPlan(
            head: HeadPlan(tiers: [wider], grouping: plan.head.grouping),
            retention: plan.retention, window: plan.window, flush: plan.flush)
    }

    /// A uniform plan of one tier for each retention, with the first flush under which one fits; none
    /// where nothing does.
    private func probes(_ retentions: [Retention]) throws -> [UniformPlan] {
        for flush in try budget.flushes(for: model.shape) {
            let plans = try probes(retentions, flush: flush)
            if !plans.isEmpty { return plans }
        }
        return []
    }

    private func probes(_ retentions: [Retention], flush: Int) throws -> [UniformPlan] {
        var plans: [UniformPlan] = []
        for bits in Self.probeBits {
            let precision = try Precision(keyBits: bits, valueBits: bits)
            let found = try filled(
                UniformGrid(
                    tiers: [.init(last: precision)], groupings: [grouping],
                    retentions: retentions, windows: [0], flushes: [flush]))
            if found.isEmpty { break }
            plans = found
            if found.contains(where: { $0.head.tiers[0].tokens < Tier.all }) { break }
        }
        return plans
    }

    /// Uniform plans of the usual tiers under every window and flush, as large as the budget allows.
    func filledUniform(_ retentions: [Retention]) throws -> [UniformPlan] {
        try filled(
            .usual(
                groupings: [grouping], retentions: retentions, windows: FrameGrid.windows,
                flushes: budget.flushes(for: model.shape)))
    }

    /// The plans of a grid that fit, as large as the budget allows.
    func filled(_ grid: UniformGrid) throws -> [UniformPlan] {
        let (shape, budget) = (model.shape, budget)
        return try grid.candidates(
            budget: budget.perSequence, promptTokens: budget.context
        ) { budget.bytes(of: try $0.plan(for: shape), shape: shape) }
    }

    /// P0: uniform plans that fill the budget; the best predicted ones are screened on a few
    /// samples, the best of those are measured.
    mutating func measureUniform(
        _ profile: LocalErrorProfile, _ retentions: [Retention]
    ) throws {
        let plans = try rankedUniform(profile, retentions)
        let kept = allowance(8, oneIn: 8)
        let screened = try screened(
            plans.prefix(Self.screenedUniform).map { try $0.plan(for: model.shape) }, keeping: kept)
        for position in screened.prefix(kept) where !isOver {
            try measure(plans[position])
        }
    }

    /// With one unit there is nothing to split: the other uniform plans are measured as long as there
    /// are evaluations.
    mutating func measureMoreUniform(
        _ profile: LocalErrorProfile, _ retentions: [Retention]
    ) throws {
        for plan in try rankedUniform(profile, retentions) where !isOver {
            try measure(plan, against: bestUniform)
        }
    }

    @discardableResult
    private mutating func measure(
        _ plan: UniformPlan, against best: Trial? = nil
    ) throws -> Trial {
        try measure(
            plan.plan(for: model.shape), origin: .uniform, uniform: plan, against: best)
    }

    /// All uniform plans, filled up to the budget, the best predicted first.
    private func rankedUniform(
        _ profile: LocalErrorProfile, _ retentions: [Retention]
    ) throws -> [UniformPlan] {
        let plans = try filledUniform(retentions)
        let predicted = plans.map { plan in
            let frame = PlanFrame(retention: plan.retention, window: plan.window)
            return (profile.errors[plan.retention] ?? []).joined().reduce(0) {
                $0 + $1.error(of: plan.head, under: frame, promptTokens: budget.context)
            }
        }
        return plans.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
            .map { plans[$0] }
    }
}
