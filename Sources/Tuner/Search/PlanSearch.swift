package import Engine

/// The search: best uniform plan, knapsack over local errors, and trials from which gains are
/// learned (SEARCH P0, P1, P3 and the first steps of P4).
///
/// Everything is decided by measured losses; estimates only propose. The uniform plans are trials
/// like any other, so the winner is never worse than the best of them on the search's samples.
package struct PlanSearch {
    /// Pooling kernels that are tried.
    package static let kernels = [7, 15, 21, 31]
    /// 16-bit windows that are tried.
    package static let windows = [0, 8, 32]
    /// Samples that screen candidates before the best meet all samples.
    private static let screenSamples = 8
    /// Uniform plans that are screened at most, best predicted first.
    private static let screenedUniform = 48
    /// Share of the evaluations that either screening may spend.
    private static let screenShare = 0.1
    /// Generations in a row without a new candidate after which a search ends.
    private static let dryGenerations = 16
    /// Draws of gains of which one becomes a trial.
    private static let draws = 6

    private let model: LanguageModel
    private let budget: SearchBudget
    private let units: UnitMap
    private let grouping: Grouping
    private let evaluationLimit: Double
    private let seed: UInt64
    private let monitor: SearchMonitor
    private var evaluator: Evaluator
    private var screen: Evaluator
    /// All measured candidates in order.
    package private(set) var trials: [Trial] = []
    /// What was spent: a candidate on all samples costs 1, on some of them their share.
    package private(set) var evaluations = 0.0
    private var measured: [CompressionPlan: Int] = [:]
    /// The kernel and window of the knapsack that is refined, once they are chosen.
    private var frame: PlanFrame?

    /// Prepares a search.
    ///
    /// - Parameter trials: Evaluations that may be spent.
    package init(
        _ evaluator: Evaluator, model: LanguageModel, budget: SearchBudget,
        granularity: Granularity, trials: Int, seed: UInt64, monitor: SearchMonitor
    ) throws {
        self.evaluator = evaluator
        screen = try Evaluator(
            Array(evaluator.samples.prefix(Self.screenSamples)), model: model)
        self.model = model
        self.budget = budget
        units = UnitMap(shape: model.shape, granularity: granularity)
        grouping = try Grouping(keyGroup: 64, valueGroup: 64)
        evaluationLimit = Double(trials)
        self.seed = seed
        self.monitor = monitor
    }

    /// The measured candidate with the least loss, the first of equals, knapsacks of frames that were
    /// not chosen apart.
    package var best: Trial? {
        trials.filter { trial in
            trial.origin != .knapsack || frame.map { $0 == trial.frame } ?? true
        }.min { $0.loss < $1.loss }
    }

    /// The best of the plans that treat all heads alike.
    package var bestUniform: Trial? {
        trials.filter { $0.uniform != nil }.min { $0.loss < $1.loss }
    }

    /// Searches until the evaluations are spent or the monitor says so.
    ///
    /// - Throws: `KnapsackError.overBudget` if nothing fits, `MemoryError`, `InferenceError`, or what
    ///   the monitor throws.
    package mutating func run() throws {
        let retentions = try Self.kernels.map { try Retention(kernel: $0) }
        let layers = model.shape.layerCount
        let monitor = monitor
        let profile = try LocalErrorProfile(
            &evaluator, model: model, retentions: retentions, grouping: grouping,
            context: budget.context
        ) { try monitor.hear(.localErrors(layers: $0, of: layers)) }
        try measureUniform(profile)
        try measureFrames(profile)
        try exchangeUniform(profile)
        try refine(profile)
    }

    /// Uniform plans that meet all samples.
    private var uniformTrials: Int { min(8, max(1, Int(evaluationLimit) / 4)) }

    /// Kernels and windows whose knapsack meets all samples.
    private var frameTrials: Int { min(4, max(1, Int(evaluationLimit) / 8)) }

    /// Whether to stop; a search that was given too little time still measures one candidate.
    private var isOver: Bool {
        !trials.isEmpty && (evaluations >= evaluationLimit || monitor.shouldStop())
    }

    private func space(
        _ frame: PlanFrame, _ profile: LocalErrorProfile, with extra: [HeadPlan] = []
    ) throws -> CandidateSpace {
        let options = try OptionGrid(levels: profile.levels, grouping: grouping).heads
        return CandidateSpace(
            frame: frame, options: options + extra, units: units, shape: model.shape,
            budget: budget, errors: profile.errors[frame.retention] ?? [])
    }

    /// P0: uniform plans that fill the budget; the best predicted ones are screened on a few
    /// samples, the best of those are measured.
    private mutating func measureUniform(_ profile: LocalErrorProfile) throws {
        let (shape, budget) = (model.shape, budget)
        let plans = try UniformGrid.usual(groupings: [grouping]).candidates(
            budget: budget.perSequence, promptTokens: budget.context
        ) { budget.bytes(of: try $0.plan(for: shape), shape: shape) }
        let predicted = plans.map { plan in
            let frame = PlanFrame(retention: plan.retention, window: plan.window)
            return (profile.errors[plan.retention] ?? []).joined().reduce(0) {
                $0 + $1.error(of: plan.head, under: frame, promptTokens: budget.context)
            }
        }
        let order = plans.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
            .prefix(Self.screenedUniform)
        let screened = try screened(
            order.map { try plans[$0].plan(for: shape) }, keeping: uniformTrials)
        for position in screened.prefix(uniformTrials) where !isOver {
            let plan = plans[order[position]]
            _ = try measure(plan.plan(for: shape), origin: .uniform, uniform: plan)
        }
    }

    /// P3: one knapsack for each kernel and window; each kernel's best screened one is measured, and
    /// the steadiest of them gives the frame.
    private mutating func measureFrames(_ profile: LocalErrorProfile) throws {
        let plans = try frameKnapsacks(profile)
        var kernels: Set<Int> = []
        let candidates = try screened(plans, keeping: frameTrials).map { plans[$0] }.filter {
            kernels.insert($0.retention.kernel).inserted
        }
        var knapsacks: [Trial] = []
        for plan in candidates.prefix(frameTrials) where !isOver {
            knapsacks.append(try measure(plan, origin: .knapsack))
        }
        frame = Trial.steadiest(knapsacks)?.frame
    }

    /// The knapsack of every kernel and window, the best predicted first.
    private func frameKnapsacks(_ profile: LocalErrorProfile) throws -> [CompressionPlan] {
        let gains = Array(repeating: 1.0, count: units.units.count)
        var plans: [(plan: CompressionPlan, predicted: Double)] = []
        var failure: KnapsackError?
        for kernel in Self.kernels {
            for window in Self.windows {
                let frame = PlanFrame(retention: try Retention(kernel: kernel), window: window)
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
        }
        if plans.isEmpty, let failure { throw failure }
        return plans.enumerated()
            .sorted { ($0.1.predicted, $0.0) < ($1.1.predicted, $1.0) }.map(\.element.plan)
    }

    /// Some units of the best uniform plan exchanged, in a tenth of the evaluations: where heads are
    /// much alike, a good plan is near it and not near the knapsack's.
    private mutating func exchangeUniform(_ profile: LocalErrorProfile) throws {
        guard let uniform = bestUniform?.uniform, units.units.count > 1 else { return }
        let frame = PlanFrame(retention: uniform.retention, window: uniform.window)
        let space = try space(frame, profile, with: [uniform.head])
        var base = Array(repeating: space.options.count - 1, count: units.units.count)
        var least = bestUniform?.loss ?? .infinity
        let gains = Array(repeating: 1.0, count: units.units.count)
        let end = evaluations + evaluationLimit / 10
        var (ordinal, dry) = (0, 0)
        while !isOver, evaluations < end, dry < Self.dryGenerations {
            var generator = SeededGenerator(seed: seed, generation: -1, ordinal: ordinal)
            ordinal += 1
            dry += 1
            // The uniform plan can be smaller than the smallest options: then some do not fit.
            guard
                let choices = try? space.exchanged(
                    base, units: max(2, base.count / 3), gains: gains, &generator),
                measured[try space.plan(choices)] == nil
            else { continue }
            dry = 0
            let loss = try measure(space.plan(choices), origin: .exchange).loss
            if loss < least { (base, least) = (choices, loss) }
        }
    }

    /// P4: draws gains, solves the knapsack under them, measures, and learns.
    private mutating func refine(_ profile: LocalErrorProfile) throws {
        guard let frame, units.units.count > 1 else { return }
        let start = trials.first { $0.origin == .knapsack && $0.frame == frame }
        guard let start else { return }
        let space = try space(frame, profile)
        var gains = GainModel(units: units.units.count)
        var incumbent = (choices: try space.solve(gains: gains.gains), loss: start.loss)
        gains.observe(partLosses(incumbent.choices, space), measured: start.loss)
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
            gains.observe(partLosses(choices, space), measured: trial.loss)
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

    private func partLosses(_ choices: [Int], _ space: CandidateSpace) -> [Double] {
        choices.indices.map { space.losses[$0][choices[$0]] }
    }

    /// Places of some plans, from the least loss on the screening samples to the largest; each costs
    /// their share of an evaluation.
    ///
    /// Where samples or evaluations are few the order stays.
    private mutating func screened(_ plans: [CompressionPlan], keeping kept: Int) throws -> [Int] {
        let share = Double(screen.samples.count) / Double(evaluator.samples.count)
        let affordable = Int(evaluationLimit * Self.screenShare / share)
        guard share <= 0.5, affordable > kept else { return Array(plans.indices) }
        var losses: [Double] = []
        for plan in plans.prefix(affordable) {
            if monitor.shouldStop() { break }
            losses.append(Statistics.mean(try screen.quality(of: plan).map(\.kl)))
            evaluations += share
            try monitor.hear(.screened(evaluations: evaluations, of: evaluationLimit))
        }
        guard !losses.isEmpty else { return Array(plans.indices) }
        return losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    }

    private mutating func measure(
        _ plan: CompressionPlan, origin: Trial.Origin, uniform: UniformPlan? = nil
    ) throws -> Trial {
        if let known = measured[plan] { return trials[known] }
        let bytes = budget.bytes(of: plan, shape: model.shape)
        precondition(bytes <= budget.perSequence, "a plan of \(bytes) bytes")
        let trial = Trial(
            origin: origin, plan: plan, uniform: uniform, bytes: bytes,
            losses: try evaluator.quality(of: plan).map(\.kl))
        measured[plan] = trials.count
        trials.append(trial)
        evaluations += 1
        try monitor.hear(
            .trial(
                number: trials.count, evaluations: evaluations, of: evaluationLimit, trial,
                best: best ?? trial, bestUniform: bestUniform))
        return trial
    }
}
