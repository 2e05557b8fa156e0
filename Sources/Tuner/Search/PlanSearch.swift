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
    /// Uniform plans that are measured, best predicted first.
    private static let uniformTrials = 8
    /// Frames whose knapsack is measured, best predicted first.
    private static let frameTrials = 4
    /// Draws of gains of which one becomes a trial.
    private static let draws = 6
    /// Generations without a candidate that is new after which the space counts as exhausted.
    private static let dryGenerations = 32

    private let model: LanguageModel
    private let budget: SearchBudget
    private let units: UnitMap
    private let grouping: Grouping
    private let trialLimit: Int
    private let seed: UInt64
    private let monitor: SearchMonitor
    private var evaluator: Evaluator
    /// All measured candidates in order.
    package private(set) var trials: [Trial] = []
    private var measured: [CompressionPlan: Int] = [:]

    /// Prepares a search.
    package init(
        _ evaluator: Evaluator, model: LanguageModel, budget: SearchBudget,
        granularity: Granularity, trials: Int, seed: UInt64, monitor: SearchMonitor
    ) throws {
        self.evaluator = evaluator
        self.model = model
        self.budget = budget
        units = UnitMap(shape: model.shape, granularity: granularity)
        grouping = try Grouping(keyGroup: 64, valueGroup: 64)
        trialLimit = trials
        self.seed = seed
        self.monitor = monitor
    }

    /// The measured candidate with the least loss, the first of equals.
    package var best: Trial? { trials.min { $0.loss < $1.loss } }

    /// The best of the plans that treat all heads alike.
    package var bestUniform: Trial? {
        trials.filter { $0.uniform != nil }.min { $0.loss < $1.loss }
    }

    /// Searches until the trials are used up or the monitor says so.
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
        let spaces = try spaces(profile)
        try measureUniform(profile)
        guard let space = try measureFrames(spaces) else { return }
        try refine(space)
    }

    private var isOver: Bool { trials.count >= trialLimit || monitor.shouldStop() }

    private func spaces(_ profile: LocalErrorProfile) throws -> [CandidateSpace] {
        let options = try OptionGrid(levels: profile.levels, grouping: grouping).heads
        return try Self.kernels.flatMap { kernel in
            let retention = try Retention(kernel: kernel)
            return Self.windows.map { window in
                CandidateSpace(
                    frame: PlanFrame(retention: retention, window: window), options: options,
                    units: units, shape: model.shape, budget: budget,
                    errors: profile.errors[retention] ?? [])
            }
        }
    }

    /// P0: uniform plans that fill the budget, ranked by their summed local errors.
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
        for index in order.prefix(Self.uniformTrials) where !isOver {
            _ = try measure(
                plans[index].plan(for: shape), origin: .uniform, uniform: plans[index])
        }
    }

    /// P3: one knapsack for each kernel and window; the best predicted ones are measured.
    ///
    /// - Returns: The space whose knapsack measured best.
    private mutating func measureFrames(_ spaces: [CandidateSpace]) throws -> CandidateSpace? {
        let gains = Array(repeating: 1.0, count: units.units.count)
        var solved: [(space: CandidateSpace, choices: [Int], loss: Double)] = []
        var failure: KnapsackError?
        for space in spaces {
            // A 16-bit window can be too much where the same tokens without one fit.
            do throws(KnapsackError) {
                let choices = try space.solve(gains: gains)
                solved.append((space, choices, space.predictedLoss(choices, gains: gains)))
            } catch {
                failure = failure ?? error
            }
        }
        if solved.isEmpty, let failure { throw failure }
        solved.sort { $0.loss < $1.loss }
        var winner: (space: CandidateSpace, loss: Double)?
        for (space, choices, _) in solved.prefix(Self.frameTrials) where !isOver {
            let loss = try measure(space.plan(choices), origin: .knapsack).loss
            if loss < winner?.loss ?? .infinity { winner = (space, loss) }
        }
        return winner?.space
    }

    /// P4: draws gains, solves the knapsack under them, measures, and learns; ends early where
    /// nothing new is proposed any more.
    private mutating func refine(_ space: CandidateSpace) throws {
        var gains = GainModel(units: units.units.count)
        let start = try space.solve(gains: gains.gains)
        gains.observe(
            partLosses(start, space),
            measured: try measure(space.plan(start), origin: .knapsack).loss)
        var (generation, dry) = (0, 0)
        while !isOver, dry < Self.dryGenerations {
            let choices = try propose(space, gains, generation: generation)
            generation += 1
            guard let choices else {
                dry += 1
                continue
            }
            dry = 0
            let trial = try measure(space.plan(choices), origin: .refined)
            gains.observe(partLosses(choices, space), measured: trial.loss)
        }
    }

    /// Choices that were not measured yet: the knapsack at the most likely gains, or, of several
    /// drawn ones, the best under the most likely gains.
    private func propose(
        _ space: CandidateSpace, _ gains: GainModel, generation: Int
    ) throws -> [Int]? {
        if generation % 4 == 3 {
            let choices = try space.solve(gains: gains.gains)
            if measured[try space.plan(choices)] == nil { return choices }
        }
        var best: (choices: [Int], loss: Double)?
        for draw in 0..<Self.draws {
            var generator = SeededGenerator(
                seed: seed, generation: generation, ordinal: draw)
            let drawn = gains.sample(scale: 1, using: &generator)
            let choices = try space.solve(gains: drawn)
            guard measured[try space.plan(choices)] == nil else { continue }
            let loss = space.predictedLoss(choices, gains: gains.gains)
            if loss < best?.loss ?? .infinity { best = (choices, loss) }
        }
        return best?.choices
    }

    private func partLosses(_ choices: [Int], _ space: CandidateSpace) -> [Double] {
        choices.indices.map { space.losses[$0][choices[$0]] }
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
        try monitor.hear(
            .trial(
                number: trials.count, of: trialLimit, trial, best: best ?? trial,
                bestUniform: bestUniform))
        return trial
    }
}
