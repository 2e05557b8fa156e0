internal import Engine

extension PlanSearch {
    /// Draws of gains of which one becomes a trial.
    private static let draws = 6

    /// P4: draws gains, solves the knapsack under them, measures, and learns.
    mutating func refine(_ profile: LocalErrorProfile) throws {
        guard let frame, units.units.count > 1 else { return }
        let start = trials.first { $0.origin == .knapsack && $0.frame == frame }
        guard let start else { return }
        let space = try space(frame, profile)
        var gains = GainModel(units: units.units.count)
        var incumbent = (choices: try space.solve(gains: gains.gains), loss: start.loss)
        gains.observe(partLosses(incumbent.choices, space), measured: told(start.loss))
        var (generation, dry) = (0, 0)
        while !isOver, dry < Self.dryGenerations {
            let proposal = try propose(space, gains, incumbent.choices, generation: generation)
            generation += 1
            guard let (choices, origin) = proposal else {
                dry += 1
                continue
            }
            dry = 0
            let trial = try measure(space.plan(choices), origin: origin)
            gains.observe(partLosses(choices, space), measured: told(trial.loss))
            if trial.loss < incumbent.loss { incumbent = (choices, trial.loss) }
        }
    }

    /// Choices that were not measured yet: in turn the best of several knapsacks under drawn gains,
    /// an exchange around the incumbent, and the knapsack at the most likely gains.
    private func propose(
        _ space: CandidateSpace, _ gains: GainModel, _ incumbent: [Int], generation: Int
    ) throws -> ([Int], Trial.Origin)? {
        if generation % 4 == 3 {
            let choices = try space.solve(gains: gains.gains)
            if measured[try space.plan(choices)] == nil { return (choices, .refined) }
        }
        let isExchange = generation % 2 == 1
        let (seed, size) = (seed, max(2, incumbent.count / 8))
        let drawn = try model.transformer.workers.map(Self.draws) { draw in
            var generator = SeededGenerator(seed: seed, generation: generation, ordinal: draw)
            let weights = gains.sample(scale: 1, using: &generator)
            return try isExchange
                ? space.exchanged(incumbent, units: size, gains: weights, &generator)
                : space.solve(gains: weights)
        }
        var best: (choices: [Int], loss: Double)?
        for choices in drawn where measured[try space.plan(choices)] == nil {
            let loss = space.predictedLoss(choices, gains: gains.gains)
            if loss < best?.loss ?? .infinity { best = (choices, loss) }
        }
        return best.map { ($0.choices, isExchange ? .exchange : .refined) }
    }

    /// What the gains learn from: a plan that could not be run counts as worse than the worst.
    private func told(_ loss: Double) -> Double {
        loss.isFinite ? loss : 2 * (trials.map(\.loss).filter(\.isFinite).max() ?? 1)
    }

    private func partLosses(_ choices: [Int], _ space: CandidateSpace) -> [Double] {
        choices.indices.map { space.losses[$0][choices[$0]] }
    }
}
