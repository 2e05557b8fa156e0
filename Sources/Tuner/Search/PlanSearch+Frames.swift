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
        let gains = Array(repeating: 1.0, count: units.units.count)
        var plans: [(plan: CompressionPlan, predicted: Double)] = []
        var failure: KnapsackError?
        for frame in frames(retentions) {
            let space = try space(frame, profile)
            // A 16-bit window can be too much where the same tokens without one fit.
            do {
                let choices = try space.solve(gains: gains)
                let predicted = space.predictedLoss(choices, gains: gains)
                plans.append((try space.plan(choices), predicted))
            } catch let error as KnapsackError {
                failure = failure ?? error
            }
        }
        if plans.isEmpty, let failure { throw failure }
        return plans.enumerated()
            .sorted { ($0.1.predicted, $0.0) < ($1.1.predicted, $1.0) }.map(\.element.plan)
    }

    /// Retentions with every window and flush.
    private func frames(_ retentions: [Retention]) -> [PlanFrame] {
        retentions.flatMap { retention in
            FrameGrid.windows.filter { $0 <= retention.recent }.flatMap { window in
                FrameGrid.flushes.map {
                    PlanFrame(retention: retention, window: window, flush: $0)
                }
            }
        }
    }
}
