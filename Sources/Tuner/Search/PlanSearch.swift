package import Engine

/// The search: uniform plans and other baselines, knapsacks over local errors, and trials from which
/// gains are learned (SEARCH P0, P1, P3 and the first steps of P4).
///
/// Each stage is a file. Everything is decided by measured losses; estimates only propose. The uniform plans are trials
/// like any other, so the winner is never worse than the best of them on the search's samples.
package struct PlanSearch {
    /// Samples that screen candidates before the best meet all samples; half of them if fewer.
    private static let screenSamples = 8
    /// Share of the evaluations that a screening may spend.
    private static let screenShare = 0.1

    let model: LanguageModel
    let budget: SearchBudget
    let units: UnitMap
    let grouping: Grouping
    let evaluationLimit: Double
    let seed: UInt64
    private let record: TrialRecord?
    let monitor: SearchMonitor
    /// What is done beside baselines and knapsacks.
    let steps: Set<SearchStep>
    var evaluator: Evaluator
    /// The samples in the stages of a race, one after the other; one stage where there is no race.
    private var stages: [Evaluator]
    private var screen: Evaluator
    /// All measured candidates in order, those of earlier searches first.
    package private(set) var trials: [Trial] = []
    /// Plans that nobody had to look for, measured or not.
    package internal(set) var baselines: [Baseline] = []
    /// What was spent: a candidate on all samples costs 1, on some of them their share.
    package private(set) var evaluations = 0.0
    /// Trials that were measured for this search.
    private var own = 0
    /// Place of each plan's trial.
    private(set) var measured: [CompressionPlan: Int] = [:]
    /// How much better than the best plan another one may be, by what the trials teach; nil before that.
    var gap: Double?
    /// Why the search ended; nil while it goes on.
    package internal(set) var stopped: StopReason?
    /// The kernel and window of the knapsack that is refined, once they are chosen.
    var frame: PlanFrame?

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - trials: Evaluations that may be spent.
    ///   - record: Keeps every trial; nil where nothing is kept.
    ///   - steps: What is done beside baselines and knapsacks.
    package init(
        _ evaluator: Evaluator, model: LanguageModel, budget: SearchBudget,
        granularity: Granularity, trials: Int, seed: UInt64, record: TrialRecord? = nil,
        steps: Set<SearchStep> = Set(SearchStep.allCases), monitor: SearchMonitor
    ) throws {
        self.evaluator = evaluator
        self.record = record
        self.steps = steps
        let ends =
            steps.contains(.racing)
            ? Race.stages(samples: evaluator.samples.count) : [evaluator.samples.count]
        stages = zip([0] + ends, ends).map { evaluator.part($0..<$1) }
        screen = evaluator.part(0..<Self.screenCount(samples: evaluator.samples.count))
        self.model = model
        self.budget = budget
        units = UnitMap(shape: model.shape, granularity: granularity)
        grouping = try OptionGrid.grouping()
        evaluationLimit = Double(trials)
        self.seed = seed
        self.monitor = monitor
    }

    /// The measured candidate with the least loss, the first of equals, knapsacks of frames that were
    /// not chosen apart.
    package var best: Trial? {
        feasible.filter { trial in
            trial.origin != .knapsack || frame.map { $0 == trial.frame } ?? true
        }.min { $0.loss < $1.loss }
    }

    /// The best of the plans that treat all heads alike.
    package var bestUniform: Trial? {
        feasible.filter { $0.origin == .uniform }.min { $0.loss < $1.loss }
    }

    /// The trials that met all samples and that the budget holds; baselines are measured even where it
    /// does not.
    package var feasible: [Trial] {
        trials.filter { $0.isComplete && $0.bytes <= budget.perSequence }
    }

    /// Searches until the evaluations are spent or the monitor says so.
    ///
    /// - Parameter inUse: A plan that is measured as a baseline and wins if nothing is better.
    /// - Throws: `KnapsackError.overBudget` if nothing fits, `MemoryError`, `InferenceError`, or what
    ///   the monitor throws.
    package mutating func run(inUse: CompressionPlan? = nil) throws {
        let retentions = try chooseRetentions()
        try measureBaselines(inUse: inUse)
        let layers = model.shape.layerCount
        let monitor = monitor
        let profile = try LocalErrorProfile(
            &evaluator, model: model, retentions: retentions, grouping: grouping,
            context: budget.context
        ) { try monitor.hear(.localErrors(layers: $0, of: layers)) }
        try measureUniform(profile, retentions)
        try measureFrames(profile, retentions)
        if units.units.count == 1 { try measureMoreUniform(profile, retentions) }
        try refine(profile)
        if stopped == nil { stopped = evaluations >= evaluationLimit ? .trials : endOfTime }
    }

    private var endOfTime: StopReason { monitor.shouldStop() ? .time : .exhausted }

    /// Samples that screen, of so many: the first ones.
    static func screenCount(samples count: Int) -> Int { min(screenSamples, (count + 1) / 2) }

    /// Whether to stop; a search that was given too little time still measures one candidate.
    var isOver: Bool {
        !feasible.isEmpty && (evaluations >= evaluationLimit || monitor.shouldStop())
    }

    /// Trials that a stage may measure: at most so many, and one in so many of all evaluations.
    func allowance(_ most: Int, oneIn part: Int) -> Int {
        min(most, max(1, Int(evaluationLimit) / part))
    }

    /// All plans of a frame.
    func space(_ frame: PlanFrame, _ profile: LocalErrorProfile) throws -> CandidateSpace {
        let options = try OptionGrid(levels: profile.levels, grouping: grouping).heads
        return CandidateSpace(
            frame: frame, options: options, units: units, shape: model.shape,
            budget: budget, errors: profile.errors[frame.retention] ?? [])
    }

    /// Places of some plans, from the least loss on the screening samples to the largest; each costs
    /// their share of an evaluation.
    ///
    /// Where evaluations are few the order stays.
    mutating func screened(_ plans: [CompressionPlan], keeping kept: Int) throws -> [Int] {
        let affordable = Int(evaluationLimit * Self.screenShare / screenCost())
        guard affordable > kept else { return Array(plans.indices) }
        var losses: [Double] = []
        for plan in plans.prefix(affordable) {
            if monitor.shouldStop() { break }
            losses.append(Statistics.mean(try screenedLosses(of: plan)))
        }
        guard !losses.isEmpty else { return Array(plans.indices) }
        return losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    }

    /// What a plan on the screening samples costs, in evaluations.
    ///
    /// - Parameter first: The first layer that is not the full cache's; those before it cost nothing.
    func screenCost(fromLayer first: Int = 0) -> Double {
        let layers = model.shape.layerCount
        return Double(screen.samples.count * (layers - first))
            / Double(evaluator.samples.count * layers)
    }

    /// Losses of a plan on the screening samples.
    ///
    /// - Parameter first: The first layer that is not the full cache's.
    mutating func screenedLosses(
        of plan: CompressionPlan, fromLayer first: Int = 0
    ) throws -> [Double] {
        let losses = try screen.losses(of: plan)
        evaluations += screenCost(fromLayer: first)
        try monitor.hear(.screened(evaluations: evaluations, of: evaluationLimit))
        return losses
    }

    /// Measures a plan on all samples, once, or until it has lost against the best one.
    ///
    /// - Parameter best: What it is compared with; nil for a plan that has to meet all samples.
    @discardableResult
    mutating func measure(
        _ plan: CompressionPlan, origin: Trial.Origin, uniform: UniformPlan? = nil,
        against best: Trial? = nil
    ) throws -> Trial {
        if let known = measured[plan] { return trials[known] }
        let bytes = budget.bytes(of: plan, shape: model.shape)
        precondition(
            bytes <= budget.perSequence || origin == .baseline, "a plan of \(bytes) bytes")
        let runs = stages.reduce(0) { $0 + $1.runCount }
        var losses: [Double] = []
        for stage in stages.indices {
            losses += try stages[stage].losses(of: plan)
            if let best, Race.isLost(losses, against: best.losses) { break }
        }
        let count = evaluator.samples.count
        let trial = Trial(
            origin: origin, plan: plan, uniform: uniform, bytes: bytes, losses: losses,
            droppedAgainst: losses.count < count ? best : nil)
        adopt(trial)
        evaluations += Double(losses.count) / Double(count)
        own += 1
        try record?.keep(trial, number: own, evaluations: evaluations)
        try monitor.hear(
            .trial(
                SearchProgress(
                    number: own, evaluations: evaluations, limit: evaluationLimit, trial: trial,
                    best: self.best ?? trial, bestUniform: bestUniform, gap: gap,
                    isKept: stages.reduce(0) { $0 + $1.runCount } == runs)))
        return trial
    }

    /// Counts a trial, an earlier search's perhaps, among the candidates.
    mutating func adopt(_ trial: Trial) {
        measured[trial.plan] = trials.count
        trials.append(trial)
    }
}
