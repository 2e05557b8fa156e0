internal import Engine

extension PlanSearch {
    /// Share of the evaluations that single layers and units may cost.
    private static let gainShare = 0.1

    /// P2: what some layers, then some units, lose where they alone are compressed, told to the gains' model.
    ///
    /// All layers come first, from the last one down, then units as they matter. Each is compressed as the knapsack would
    /// have it and met by the screening samples; that costs their share of (L - l) / L evaluations, as what lies below layer
    /// l of L stays the full cache's.
    mutating func measureGains(
        _ space: CandidateSpace, _ choices: [Int], _ gains: inout GainModel
    ) throws {
        let end = evaluations + evaluationLimit * Self.gainShare
        let layers = units.byLayer
        for probed in layers {
            try measureGain(of: probed, space, choices, &gains, until: end)
        }
        guard layers.count < choices.count else { return }
        let weights = gains.gains
        let matter = choices.indices.map { space.losses[$0][choices[$0]] * weights[$0] }
        for unit in choices.indices.sorted(by: { (matter[$0], $1) > (matter[$1], $0) }) {
            try measureGain(of: [unit], space, choices, &gains, until: end)
        }
    }

    private mutating func measureGain(
        of probed: [Int], _ space: CandidateSpace, _ choices: [Int], _ gains: inout GainModel,
        until end: Double
    ) throws {
        let first = units.layers[probed[0]]
        guard !isOver, evaluations + screenCost(fromLayer: first) <= end else { return }
        let probe = try space.probe(probed, of: choices)
        gains.observe(probe, losses: try screenedLosses(of: probe.plan, fromLayer: first))
    }
}

extension GainModel {
    /// Learns what a plan lost on a few samples.
    mutating func observe(_ probe: CandidateSpace.Probe, losses: [Double]) {
        let loss = Statistics.mean(losses)
        guard loss.isFinite, loss > 0 else { return }
        let error = (Statistics.variance(losses) / Double(losses.count)).squareRoot()
        observe(probe.point, measured: loss, noise: min(1, error / loss))
    }
}
