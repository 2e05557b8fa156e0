internal import Engine

extension PlanSearch {
    /// P2: what compressing one layer alone loses, all others at 16 bit, told to the gains' model.
    ///
    /// Each layer is compressed as the knapsack would have it and met by the screening samples; layer l of L costs their
    /// share of (L - l) / L evaluations, as what lies below it stays the full cache's.
    mutating func measureLayers(
        _ space: CandidateSpace, _ choices: [Int], _ gains: inout GainModel
    ) throws {
        let layers = units.layers
        let exact = try HeadPlan(
            tiers: [Tier(tokens: Tier.all, precision: Precision(keyBits: 16, valueBits: 16))],
            grouping: grouping)
        for layer in Set(layers).sorted(by: >) where !isOver {
            let heads = units.spread(
                choices.indices.map { layers[$0] == layer ? space.options[choices[$0]] : exact })
            let losses = try screenedLosses(
                of: space.frame.plan(heads), fromLayer: layer)
            let loss = Statistics.mean(losses)
            guard loss.isFinite, loss > 0 else { continue }
            let error = (Statistics.variance(losses) / Double(losses.count)).squareRoot()
            gains.observe(
                space.point(choices, onlyLayer: layer, of: layers), measured: loss,
                noise: min(1, error / loss))
        }
    }
}

extension CandidateSpace {
    /// Choices as the gains' model sees them where all layers but one are exact.
    fileprivate func point(_ choices: [Int], onlyLayer layer: Int, of layers: [Int])
        -> GainModel.Point
    {
        GainModel.Point(
            losses: choices.indices.map { layers[$0] == layer ? losses[$0][choices[$0]] : 0 },
            choices: choices.indices.map { layers[$0] == layer ? choices[$0] : -1 })
    }
}
