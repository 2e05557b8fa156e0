package import Engine

extension CandidateSpace {
    /// A plan that compresses some units alone, all others at 16 bit.
    package struct Probe: Sendable {
        /// What is measured; the budget need not hold it.
        package let plan: CompressionPlan
        /// The plan as the gains' model sees it.
        package let point: GainModel.Point
    }

    /// Names the choice of a unit that is not compressed.
    private static let exact = -1

    /// Compresses some units as some choices have it.
    package func probe(_ probed: [Int], of choices: [Int]) throws(PlanError) -> Probe {
        let exact = try HeadPlan.keepingAll(bits: 16, grouping: options[0].grouping)
        var heads = choices.map { _ in exact }
        var point = (
            losses: choices.map { _ in 0.0 }, choices: choices.map { _ in Self.exact }
        )
        for unit in probed {
            heads[unit] = options[choices[unit]]
            point.losses[unit] = losses[unit][choices[unit]]
            point.choices[unit] = choices[unit]
        }
        return Probe(
            plan: try frame.plan(units.spread(heads)),
            point: GainModel.Point(losses: point.losses, choices: point.choices))
    }

    /// The options of a plan's units; nil if one has none of them.
    package func choices(of plan: CompressionPlan) -> [Int]? {
        let places = Dictionary(options.enumerated().map { ($1, $0) }) { first, _ in first }
        let found = units.units.compactMap { heads in
            heads.first.flatMap { places[plan.layers[$0.layer][$0.head]] }
        }
        return found.count == units.units.count ? found : nil
    }
}
