internal import Engine

extension PlanSearch {
    /// P3: one knapsack for each frame; the best screened ones are measured, and the best of them
    /// gives the frame that is refined.
    mutating func measureFrames(
        _ profile: LocalErrorProfile, _ retentions: [Retention]
    ) throws {
        let plans = try frameKnapsacks(profile, retentions)
        let kept = allowance(8, oneIn: 8)
        let order = try screened(plans, keeping: kept)
        var knapsacks: [Trial] = []
        for position in order.prefix(kept) where !isOver {
            knapsacks.append(try measure(plans[position], origin: .knapsack))
        }
        frame = knapsacks.min { $0.loss < $1.loss }?.frame
    }

    /// The knapsack of every frame, the best predicted first.
    private func frameKnapsacks(
        _ profile: LocalErrorProfile, _ retentions: [Retention]
    ) throws -> [CompressionPlan] {
        let frames = FrameGrid.frames(
            retentions, flushes: try budget.flushes(for: model.shape))
        let options = try OptionGrid(levels: profile.levels, grouping: grouping).heads
        let (units, shape, budget) = (units, model.shape, budget)
        let gains = Array(repeating: 1.0, count: units.units.count)
        // A 16-bit window can be too much where the same tokens without one fit.
        typealias Solved = Result<(plan: CompressionPlan, predicted: Double), KnapsackError>
        let solved = try model.transformer.workers.map(frames.count) { index -> Solved in
            let space = CandidateSpace(
                frame: frames[index], options: options, units: units, shape: shape,
                budget: budget, errors: profile.errors[frames[index].retention] ?? [])
            do {
                let choices = try space.solve(gains: gains)
                let predicted = space.predictedLoss(choices, gains: gains)
                return .success((try space.plan(choices), predicted))
            } catch let error as KnapsackError {
                return .failure(error)
            }
        }
        let plans = solved.compactMap { try? $0.get() }
        if plans.isEmpty, let first = solved.first { _ = try first.get() }
        return plans.enumerated()
            .sorted { ($0.1.predicted, $0.0) < ($1.1.predicted, $1.0) }.map(\.element.plan)
    }
}
