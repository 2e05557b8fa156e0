internal import Engine

extension PlanSearch {
    /// Bits of the plans that keep every token.
    package static let baselineBits = [8, 4, 2]
    /// How steeply PyramidKV gives tokens to the first layers (its paper's beta).
    private static let pyramidBeta = 20.0
    /// Evaluations that each baseline which cannot win may cost one of.
    private static let evaluationsPerBaseline = 10.0

    /// P0: all tokens at few bits, PyramidKV's split and the plan in use.
    ///
    /// Those that the budget holds can win. The others only tell what more bytes would give; they are
    /// left out where evaluations are few.
    mutating func measureBaselines(inUse: CompressionPlan?) throws {
        baselines = try Baseline.keepingAll(bits: Self.baselineBits, shape: model.shape)
        if units.units.count > 1, let plan = try pyramid() {
            baselines.append(Baseline(name: "PyramidKV's split", plan: plan))
        }
        if let inUse { baselines.append(Baseline(name: "plan in use", plan: inUse)) }
        let affordable =
            evaluationLimit / Double(baselines.count) >= Self.evaluationsPerBaseline
        for baseline in baselines where !isOver {
            let fits = budget.bytes(of: baseline.plan, shape: model.shape) <= budget.perSequence
            if fits || affordable { try measure(baseline.plan, origin: .baseline) }
        }
    }

    /// The best uniform plan's last tier split over the layers as PyramidKV does, filled up to the
    /// budget, one token a layer at least; nil where there is no such plan or nothing fits.
    private func pyramid() throws -> CompressionPlan? {
        guard let uniform = bestUniform?.uniform, let tier = uniform.head.tiers.last else {
            return nil
        }
        func plan(_ mean: Int) throws -> CompressionPlan {
            let layers = LayerSplit.pyramid(
                mean: mean, layers: model.shape.layerCount, beta: Self.pyramidBeta)
            let heads = try layers.map { tokens in
                let tier = try Tier(tokens: max(1, tokens), precision: tier.precision)
                let head = try HeadPlan(tiers: [tier], grouping: uniform.head.grouping)
                return Array(repeating: head, count: model.shape.kvHeadCount)
            }
            return try CompressionPlan(
                retention: uniform.retention, window: uniform.window, flush: uniform.flush,
                layers: heads)
        }
        var fitting = 0..<budget.context + 1
        while fitting.count > 1 {
            let middle = (fitting.lowerBound + fitting.upperBound) / 2
            let bytes = budget.bytes(of: try plan(middle), shape: model.shape)
            fitting =
                bytes <= budget.perSequence
                ? middle..<fitting.upperBound : fitting.lowerBound..<middle
        }
        return fitting.lowerBound > 0 ? try plan(fitting.lowerBound) : nil
    }
}
