package import Engine

/// What a search chooses from, by numbers that a pipe's requests name.
package struct PipeSpace: Sendable {
    /// The model that plans are for.
    let shape: ModelShape
    /// The bytes that a plan may take, and what they are counted for.
    let budget: SearchBudget
    /// Heads that share one option.
    let units: UnitMap
    /// The numbers that a whole plan shares: all that a search tries.
    let frames: [PlanFrame]
    /// What a unit may choose from, the same under every frame.
    let options: [HeadPlan]
    /// How all options' values share scales and minima.
    let grouping: Grouping
    /// How many samples plans are measured on.
    let samples: Int

    /// States the space of a search for one sequence at a time.
    ///
    /// - Throws: `PlanError` never for the numbers that a search tries.
    package init(
        shape: ModelShape, budget: SearchBudget, granularity: Granularity, samples: Int
    ) throws(PlanError) {
        self.shape = shape
        self.budget = budget
        self.samples = samples
        units = UnitMap(shape: shape, granularity: granularity)
        frames = FrameGrid.frames(
            try FrameGrid.retentions(), flushes: try budget.flushes(for: shape))
        grouping = try OptionGrid.grouping()
        options = try OptionGrid(
            levels: RankLevels(context: budget.context), grouping: grouping
        ).heads
    }

    /// The plan of a frame and one option a unit.
    func plan(frame: Int, options choices: [Int]) throws(PlanError) -> CompressionPlan {
        try frames[frame].plan(units.spread(choices.map { options[$0] }))
    }
}
