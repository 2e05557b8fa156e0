package import Engine

extension SearchBudget {
    /// How many new tokens may stay in 16 bit before they are quantized: numbers worth trying, the most
    /// promising one first.
    ///
    /// That is the most with which new tokens, at 4 bits then, leave half of the budget to the prompt, and
    /// its neighbours in the grid; where none leaves so much, the one of fewest bytes takes its place. A
    /// smaller one that takes no fewer bytes, as it needs more scales, is left out.
    ///
    /// - Throws: `PlanError` never for the numbers of the grid.
    package func flushes(for shape: ModelShape) throws(PlanError) -> [Int] {
        var useful: [(flush: Int, bytes: Int)] = []
        // With many new tokens small flushes cost more: scales for every few tokens.
        for cost in try newTokenBytes(for: shape) where cost.bytes < useful.last?.bytes ?? .max {
            useful.append(cost)
        }
        let fitting = useful.firstIndex { $0.bytes <= perSequence / 2 } ?? useful.count - 1
        return [fitting, fitting - 1, fitting + 1].filter(useful.indices.contains)
            .map { useful[$0].flush }
    }

    /// What new tokens take at 4 bits under each flush.
    private func newTokenBytes(
        for shape: ModelShape
    ) throws(PlanError) -> [(flush: Int, bytes: Int)] {
        let head = try HeadPlan.keepingAll(bits: 4, grouping: OptionGrid.grouping())
        var costs: [(flush: Int, bytes: Int)] = []
        for flush in FrameGrid.flushes {
            let plan = try CompressionPlan(
                uniform: head, shape: shape, retention: Retention(), flush: flush)
            let without = plan.bytes(shape: shape, promptTokens: context, newTokens: 0)
            costs.append((flush, bytes(of: plan, shape: shape) - without.rawValue))
        }
        return costs
    }
}
