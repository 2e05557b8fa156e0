internal import Engine
internal import Foundation

extension PlanSearch {
    /// Exchanges around each of the best plans in each generation.
    private static let exchanges = 2
    /// Plans around which units are exchanged.
    private static let centres = 3
    /// Standard deviation of what the sum of predicted losses cannot explain.
    private static let residual = 0.2
    /// Expected relative improvement below which a generation counts as idle.
    private static let leastImprovement = 0.01
    /// Generations in a row without a new candidate that end the search.
    private static let dryGenerations = 16
    /// Idle generations in a row that end the search.
    private static let idleGenerations = 3

    /// A plan of the refined frame by its units' options.
    private struct Proposal {
        let choices: [Int]
        let origin: Trial.Origin
    }

    /// Plans of the refined frame that were measured on all samples, the best first.
    private struct Incumbents {
        private(set) var plans: [(choices: [Int], trial: Trial)] = []

        mutating func add(_ choices: [Int], _ trial: Trial) {
            let place = plans.firstIndex { $0.trial.loss > trial.loss } ?? plans.count
            plans.insert((choices, trial), at: place)
        }
    }

    /// P4: exchanges units of the best plans, measures the most promising plan, and learns.
    mutating func refine(_ profile: LocalErrorProfile) throws {
        guard let frame, units.units.count > 1 else { return }
        let start = trials.first { $0.origin == .knapsack && $0.frame == frame }
        guard let start else { return }
        let space = try space(frame, profile)
        var gains = GainModel(
            layers: units.layers, residual: steps.contains(.residual) ? Self.residual : 0)
        var incumbents = Incumbents()
        let first = try space.solve(gains: gains.gains)
        incumbents.add(first, start)
        if steps.contains(.learning) {
            gains.observe(space.point(first), measured: told(start))
            if steps.contains(.gains) { try measureGains(space, first, &gains) }
        }
        var (generation, dry, idle) = (0, 0, 0)
        while !isOver, dry < Self.dryGenerations {
            let proposals = try proposals(space, gains, incumbents, generation: generation)
            generation += 1
            guard let (proposal, improvement) = try best(proposals, space, gains, incumbents) else {
                dry += 1
                continue
            }
            dry = 0
            idle = improvement < Self.leastImprovement ? idle + 1 : 0
            try updateGap(space, gains, incumbents)
            if steps.contains(.stopping), let reason = reason(idle: idle, incumbents) {
                stopped = reason
                return
            }
            let trial = try measure(
                space.plan(proposal.choices), origin: proposal.origin,
                against: incumbents.plans[0].trial)
            if steps.contains(.learning) {
                gains.observe(
                    space.point(proposal.choices), measured: told(trial),
                    noise: trial.relativeError)
            }
            if trial.isComplete { incumbents.add(proposal.choices, trial) }
        }
        if dry == Self.dryGenerations { stopped = .exhausted }
    }

    /// Exchanges around the best plans under drawn gains, and the knapsack under the most likely ones.
    private func proposals(
        _ space: CandidateSpace, _ gains: GainModel, _ incumbents: Incumbents, generation: Int
    ) throws -> [Proposal] {
        let centres = incumbents.plans.prefix(Self.centres).map(\.choices)
        let exchanges = steps.contains(.exchanges) ? centres.count * Self.exchanges : 0
        let size = max(2, units.units.count / 8)
        let seed = seed
        var proposals = try model.transformer.workers.map(exchanges) { ordinal in
            var generator = SeededGenerator(seed: seed, generation: generation, ordinal: ordinal)
            let weights = gains.sample(using: &generator)
            let choices = try space.exchanged(
                centres[ordinal % centres.count], units: size, gains: weights, &generator)
            return Proposal(choices: choices, origin: .exchange)
        }
        proposals.append(
            Proposal(choices: try space.solve(gains: gains.gains), origin: .refined))
        return proposals
    }

    /// The proposal with the largest expected improvement, and that improvement of the loss's
    /// logarithm; nil if all were measured.
    private func best(
        _ proposals: [Proposal], _ space: CandidateSpace, _ gains: GainModel,
        _ incumbents: Incumbents
    ) throws -> (Proposal, improvement: Double)? {
        let least = log(max(0, incumbents.plans[0].trial.loss) + 1e-6)
        var best: (proposal: Proposal, improvement: Double)?
        for proposal in proposals where measured[try space.plan(proposal.choices)] == nil {
            let improvement = gains.predict(space.point(proposal.choices))
                .expectedImprovement(on: least)
            if improvement > best?.improvement ?? -1 { best = (proposal, improvement) }
        }
        return best.map { ($0.proposal, $0.improvement) }
    }

    /// How far the best plan may be from the best there is, if every unit's gain were two standard
    /// deviations below its most likely value.
    private mutating func updateGap(
        _ space: CandidateSpace, _ gains: GainModel, _ incumbents: Incumbents
    ) throws {
        guard steps.contains(.learning) else { return }
        let low = gains.lowGains
        let bound = gains.scale * space.predictedLoss(try space.solve(gains: low), gains: low)
        gap = max(0, incumbents.plans[0].trial.loss - bound)
    }

    /// Why the search should end.
    private func reason(idle: Int, _ incumbents: Incumbents) -> StopReason? {
        if idle >= Self.idleGenerations { return .littleToGain }
        if let gap, gap < incumbents.plans[0].trial.standardError { return .withinNoise }
        return nil
    }

    /// What the gains learn from: a plan that could not be run counts as worse than the worst.
    private func told(_ trial: Trial) -> Double {
        if trial.loss.isFinite { return trial.loss }
        return 2 * (trials.map(\.loss).filter(\.isFinite).max() ?? 1)
    }
}

extension CandidateSpace {
    /// Choices as the gains' model sees them.
    fileprivate func point(_ choices: [Int]) -> GainModel.Point {
        GainModel.Point(
            losses: choices.indices.map { losses[$0][choices[$0]] }, choices: choices)
    }
}

extension GainModel.Prediction {
    /// Expected amount by which the logarithm falls below a value.
    package func expectedImprovement(on least: Double) -> Double {
        let z = (least - mean) / deviation
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        return deviation * (z * 0.5 * erfc(-z / 2.0.squareRoot()) + density)
    }
}
