internal import Engine

extension PlanSearch {
    /// Evaluations that an answer from a study may cost.
    package static let answerTrials = 3

    /// P8: answers a budget from a study's front: measures the best uniform plan that the front predicts,
    /// its knapsack, and the knapsack with gains half as strong, or under the next best frame.
    ///
    /// What the study has measured and the budget holds counts as well.
    package mutating func answer(_ front: StudyFront) throws {
        for trial in front.trials { adopt(trial) }
        if let uniform = try predictedUniform(front) {
            try measure(
                uniform.plan(for: model.shape), origin: .uniform, uniform: uniform)
        }
        defer { stopped = monitor.shouldStop() ? .time : .trials }
        guard try measurePrediction(of: front) != nil, !isOver else { return }
        // Far from the budgets that were searched, gains that were learned there go too far.
        let again = try front.plan(budget: budget.perSequence, gainPower: 0.5)
        if measured[again] == nil {
            try measure(again, origin: .refined)
        } else if front.frames.count > 1 {
            // A 16-bit window can be too much where the same tokens without one fit.
            guard let other = try? front.plan(budget: budget.perSequence, frame: 1) else { return }
            try measure(other, origin: .refined)
        }
    }

    /// Measures the plan that a study predicts to be best within the budget; nil where nothing fits.
    mutating func measurePrediction(of front: StudyFront) throws -> Trial? {
        do {
            return try measure(front.plan(budget: budget.perSequence), origin: .refined)
        } catch is KnapsackError {
            return nil
        }
    }

    /// The uniform plan whose local errors, weighted as the study learned, are least.
    private func predictedUniform(_ front: StudyFront) throws -> UniformPlan? {
        let retentions = front.profile.errors.keys.sorted { $0.encoding.line < $1.encoding.line }
        let plans = try filledUniform(retentions)
        let gains = front.gains.gains
        let predicted = try plans.map { plan in
            zip(
                front.profile.losses(
                    of: try plan.plan(for: model.shape), units: units, context: budget.context),
                gains
            ).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return plans.indices.min { (predicted[$0], $0) < (predicted[$1], $1) }.map { plans[$0] }
    }
}
