package import Engine

/// What a user asks a tuning run for.
package struct TuningRequest: Sendable {
    /// What the plan has to reach.
    package let goal: TuningGoal
    /// Prompt tokens to plan for; nil for those of the longest task.
    package let context: Int?
    /// New tokens to plan for; nil for 8 more than the longest answer, at least 16.
    package let maxNewTokens: Int?
    /// Sequences that share the budget.
    package let concurrency: Int
    /// What may differ within the plan.
    package let granularity: Granularity
    /// Evaluations that the search may spend in all its runs; nil where nothing was said.
    package let trials: Int?
    /// The same seed gives the same profile.
    package let seed: UInt64
    /// A plan that is in use: a trial like any other.
    package let inUse: CompressionPlan?
    /// The study that keeps what is measured; nil where nothing is kept.
    package let study: StudyPlace?
    /// What the search does beside baselines and knapsacks.
    package let steps: Set<SearchStep>
    /// The program's version, for the profile.
    package let toolVersion: String

    /// Evaluations where nothing else is said.
    package static let defaultTrials = 200

    /// States a request.
    package init(
        goal: TuningGoal, context: Int?, maxNewTokens: Int?, concurrency: Int,
        granularity: Granularity, trials: Int?, seed: UInt64, inUse: CompressionPlan? = nil,
        study: StudyPlace? = nil,
        steps: Set<SearchStep> = Set(SearchStep.allCases), toolVersion: String
    ) {
        self.goal = goal
        self.context = context
        self.maxNewTokens = maxNewTokens
        self.concurrency = concurrency
        self.granularity = granularity
        self.trials = trials
        self.seed = seed
        self.inUse = inUse
        self.study = study
        self.steps = steps
        self.toolVersion = toolVersion
    }
}
