package import Engine
internal import Foundation

/// What a study says about every budget: the least loss that its local errors and its trials predict
/// (SEARCH P8).
package struct StudyFront: Sendable {
    /// What a budget buys.
    package struct Point: Sendable {
        /// Bytes that one sequence may take.
        package let budget: Int
        /// Exact bytes of the predicted plan.
        package let bytes: Int
        /// Loss that is predicted for it, nats per token on the search's samples.
        package let predictedLoss: Double
        /// Loss that the next MiB would save, nats per token.
        package let shadowPrice: Double
        /// The best measured plan within the budget; nil where none was measured.
        package let verified: (bytes: Int, loss: Double)?
    }

    /// All trials of the study.
    package let trials: [Trial]
    /// What bytes are counted for.
    package let context: Int
    /// New tokens that bytes are counted for.
    package let maxNewTokens: Int
    /// The shape of the model.
    package let shape: ModelShape
    /// What may differ within a plan.
    package let granularity: Granularity
    let profile: LocalErrorProfile
    private(set) var gains: GainModel
    /// The best trial's frame of which local errors are known, then the others by their best trial.
    let frames: [PlanFrame]

    /// Reads a study.
    ///
    /// - Parameter searches: The searches whose trials count; nil for all of them.
    /// - Throws: `StudyError`, `StudyError.empty` if no search has come to its candidates.
    package init(_ study: Study, after searches: [StudyQuestion]? = nil) throws {
        shape = try study.shape()
        guard let context = try study.fact(StudyFingerprint.context).flatMap({ Int($0) }),
            let maxNewTokens = try study.fact(StudyFingerprint.maxNewTokens).flatMap({ Int($0) }),
            let granularity = try study.fact(StudyFingerprint.granularity)
                .flatMap({ Granularity(rawValue: $0) }),
            let profile = try study.localErrorProfile(shape)
        else { throw StudyError.empty(path: study.path) }
        self.context = context
        self.maxNewTokens = maxNewTokens
        self.granularity = granularity
        self.profile = profile
        trials = try study.trials(of: searches)
        let units = UnitMap(shape: shape, granularity: granularity)
        let known = trials.filter { trial in
            profile.errors[trial.plan.retention] != nil && trial.loss.isFinite
        }
        let structured = known.filter { [.knapsack, .refined, .exchange].contains($0.origin) }
        guard let best = structured.min(by: { $0.loss < $1.loss }) else {
            throw StudyError.empty(path: study.path)
        }
        var frames = [best.frame]
        for trial in structured.sorted(by: { $0.loss < $1.loss })
        where !frames.contains(trial.frame) { frames.append(trial.frame) }
        self.frames = frames
        gains = GainModel(layers: units.layers)
        for trial in structured where trial.frame == best.frame { learn(trial) }
        try learnProbes(study, samples: study.searchSamples())
    }

    /// Bytes of the full cache for one sequence.
    package var fullBytes: Int {
        shape.fullCacheBytes(promptTokens: context, newTokens: maxNewTokens).rawValue
    }

    /// Some budgets, each the same part of the next one, up to the full cache's bytes.
    ///
    /// - Throws: `PlanError` never for the options of a search.
    package func budgets(_ count: Int) throws -> [Int] {
        let smallest = try space(frames[0], budget: fullBytes).smallestBytes
        let step = pow(Double(fullBytes) / Double(smallest), 1 / Double(count - 1))
        return (0..<count).map { index in
            index == count - 1 ? fullBytes : Int(Double(smallest) * pow(step, Double(index)))
        }
    }

    /// What each of some budgets buys; those that nothing fits are left out.
    ///
    /// - Throws: `KnapsackError.overBudget` if nothing fits any of them.
    package func points(budgets: [Int]) throws -> [Point] {
        let space = try space(frames[0], budget: budgets.max() ?? 0)
        let front = space.front(gains: gains.gains)
        var failure: KnapsackError?
        let points = try budgets.compactMap { bytes -> Point? in
            do {
                let choices = try space.solve(gains: gains.gains, bytes: bytes)
                return Point(
                    budget: bytes, bytes: space.bytes(of: choices),
                    predictedLoss: gains.scale
                        * space.predictedLoss(choices, gains: gains.gains),
                    shadowPrice: gains.scale * front.shadowPrice(budget: bytes),
                    verified: verified(within: bytes))
            } catch let error as KnapsackError {
                failure = error
                return nil
            }
        }
        if points.isEmpty, let failure { throw failure }
        return points
    }

    /// The plan that is predicted to lose least within a budget, under the best frame or a later one.
    ///
    /// - Parameter gainPower: 1 for the learned gains, 0 for none.
    func plan(budget: Int, frame: Int = 0, gainPower: Double = 1) throws -> CompressionPlan {
        let space = try space(frames[frame], budget: budget)
        return try space.plan(space.solve(gains: gains.gains.map { pow($0, gainPower) }))
    }

    /// Learns from a trial under the best frame.
    private mutating func learn(_ trial: Trial) {
        let units = UnitMap(shape: shape, granularity: granularity)
        gains.observe(
            GainModel.Point(
                losses: profile.losses(of: trial.plan, units: units, context: context),
                choices: []), measured: trial.loss)
    }

    /// Learns from what layers and units lost alone under the best frame's knapsacks (SEARCH P2), as far as the study
    /// knows.
    ///
    /// - Parameter samples: Numbers of the search's samples.
    private mutating func learnProbes(_ study: Study, samples: [Int]) throws {
        let screening = Array(samples.prefix(PlanSearch.screenCount(samples: samples.count)))
        let space = try space(frames[0], budget: fullBytes)
        for trial in trials where trial.origin == .knapsack && trial.frame == frames[0] {
            guard let choices = space.choices(of: trial.plan) else { continue }
            for probed in space.units.byLayer + choices.indices.map({ [$0] }) {
                let probe = try space.probe(probed, of: choices)
                if let known = try study.qualities(of: probe.plan, on: screening) {
                    gains.observe(probe, losses: known.map(\.kl))
                }
            }
        }
    }

    /// The measured plan with the least loss within a budget.
    private func verified(within budget: Int) -> (bytes: Int, loss: Double)? {
        trials.filter { $0.bytes <= budget && $0.loss.isFinite }
            .min { $0.loss < $1.loss }.map { ($0.bytes, $0.loss) }
    }

    private func space(_ frame: PlanFrame, budget: Int) throws -> CandidateSpace {
        try CandidateSpace(
            frame: frame,
            options: OptionGrid(levels: profile.levels, grouping: OptionGrid.grouping()).heads,
            units: UnitMap(shape: shape, granularity: granularity), shape: shape,
            budget: SearchBudget(
                bytes: ByteCount(budget), context: context, maxNewTokens: maxNewTokens,
                concurrency: 1),
            errors: profile.errors[frame.retention] ?? [])
    }
}

extension LocalErrorProfile {
    /// Predicted loss of each unit under a plan.
    func losses(of plan: CompressionPlan, units: UnitMap, context: Int) -> [Double] {
        let frame = PlanFrame(of: plan)
        let errors = errors[plan.retention] ?? []
        return units.units.map { heads in
            heads.reduce(0) { sum, place in
                sum
                    + errors[place.layer][place.head].error(
                        of: plan.layers[place.layer][place.head], under: frame,
                        promptTokens: context)
            }
        }
    }
}

extension Study {
    /// Local errors of all rankings that were measured in full; nil where there are none.
    fileprivate func localErrorProfile(_ shape: ModelShape) throws -> LocalErrorProfile? {
        let profiles = try localErrorSpaces(layers: shape.layerCount).map { space in
            let layers = try (0..<shape.layerCount).compactMap {
                try localErrors(space, layer: $0, kvHeads: shape.kvHeadCount)
            }
            return LocalErrorProfile(space: space, layers: layers)
        }
        guard let first = profiles.first else { return nil }
        return profiles.dropFirst().reduce(first) { $0.merged(with: $1) }
    }
}
