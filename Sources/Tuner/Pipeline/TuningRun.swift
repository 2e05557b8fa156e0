package import Engine

/// The whole run: tasks in, profile out.
///
///     tasks -> split -> prefill -> search -> select -> judge -> profile
package struct TuningRun {
    let model: LanguageModel
    let request: TuningRequest
    let split: TaskSplit
    private let calibrationHash: String
    private let monitor: SearchMonitor
    /// Prefills tasks, telling how far it is.
    private let prepare: ([TokenizedTask], String) throws -> [MeasuredSample]
    /// What the plan's bytes are counted for.
    package let budget: SearchBudget

    /// Candidates that meet the select samples.
    private static let finalists = 5
    /// Bits of the plans that are measured where every token fits at 16 bit.
    private static let bitsBelowFull = [8, 6, 5, 4, 3, 2]

    /// Plans a run.
    ///
    /// - Parameter prepare: Prefills tasks; gets a word for what they are for.
    /// - Throws: `TaskSplitError`, if no task is left to judge with.
    package init(
        _ request: TuningRequest, model: LanguageModel, calibration: TaskSelection,
        calibrationHash: String, heldOut: TaskSelection?, monitor: SearchMonitor,
        prepare: @escaping ([TokenizedTask], String) throws -> [MeasuredSample]
    ) throws {
        self.model = model
        self.request = request
        self.calibrationHash = calibrationHash
        self.monitor = monitor
        self.prepare = prepare
        split = try TaskSplit(calibration, heldOut: heldOut)
        budget = SearchBudget(
            bytes: request.budget,
            context: max(calibration.context, request.context == nil ? heldOut?.context ?? 0 : 0),
            maxNewTokens: max(
                calibration.maxNewTokens,
                request.maxNewTokens == nil ? heldOut?.maxNewTokens ?? 0 : 0),
            concurrency: request.concurrency)
    }

    /// Refuses held-out tasks that there is no room for, before a search that could not be judged.
    ///
    /// - Throws: `MachineError`.
    package func check(_ room: SnapshotRoom) throws {
        let preparation = SamplePreparation(
            model: model, columnSums: false, maxNewTokens: budget.maxNewTokens)
        try room.check(
            preparation.needs(split.certify), for: "\(split.certify.count) prefilled prompts")
    }

    /// Runs to the end, or until the monitor stops the search; what was found is judged then.
    ///
    /// - Throws: `KnapsackError.overBudget` if nothing fits, `MemoryError`, `InferenceError`,
    ///   or `TuningError.nothingMeasured` if it was stopped before the first candidate.
    package func run() throws -> TuningReport {
        let full = model.shape.fullCacheBytes(
            promptTokens: budget.context, newTokens: budget.maxNewTokens)
        if full.rawValue <= budget.perSequence {
            return try report(
                winner: .keepAll(shape: model.shape), uniform: nil,
                baselines: Baseline.keepingAll(
                    bits: Self.bitsBelowFull, shape: model.shape),
                evaluations: 0, keepsAll: true, study: nil)
        }
        try refuseImpossible()
        let study = try openStudy()
        let found = try searched(study)
        return try report(
            winner: found.winner, uniform: found.uniform, baselines: found.baselines,
            evaluations: found.evaluations, keepsAll: false, study: study)
    }

    /// What losses depend on.
    private func fingerprint() throws -> StudyFingerprint {
        StudyFingerprint(
            modelHash: try ModelHash.sha256(of: model.file), calibrationHash: calibrationHash,
            samples: split.search, granularity: request.granularity, context: budget.context,
            maxNewTokens: budget.maxNewTokens)
    }

    /// Opens the study before anything is prefilled.
    private func openStudy() throws -> Study? {
        guard let place = request.study else { return nil }
        return try Study(
            path: place.path, fingerprint: fingerprint(), shape: model.shape,
            anyKernels: place.anyKernels)
    }

    /// Prefills tasks to measure on; a study remembers what was measured on them.
    private func evaluator(
        _ tasks: [TokenizedTask], _ label: String, _ study: Study?
    ) throws -> Evaluator {
        let samples = try prepare(tasks, label)
        return Evaluator(
            samples, model: model, recorded: try study.map { try RecordedSamples(samples, in: $0) })
    }

    /// What the search found; its samples go when this returns, before others are prefilled to
    /// judge it.
    private func searched(_ study: Study?) throws -> (
        winner: CompressionPlan, uniform: UniformPlan?, baselines: [Baseline], evaluations: Int
    ) {
        let evaluator = try evaluator(split.search, "prefill", study)
        if let recorded = evaluator.recorded {
            try study?.keep(searchSamples: recorded.numbers)
        }
        let question = StudyQuestion(
            budget: request.budget, concurrency: request.concurrency, seed: request.seed,
            inUse: request.inUse)
        var search = try PlanSearch(
            evaluator, model: model, budget: budget, granularity: request.granularity,
            trials: request.trials ?? TuningRequest.defaultTrials, seed: request.seed,
            record: study.map { try TrialRecord(question, in: $0) }, monitor: monitor)
        try search.run(inUse: request.inUse)
        guard let winner = try selected(search, study) else { throw TuningError.nothingMeasured }
        return (
            winner.plan, search.bestUniform?.uniform, search.baselines,
            Int(search.evaluations.rounded(.up))
        )
    }

    /// Refuses a budget below the smallest plan before anything is computed.
    private func refuseImpossible() throws {
        let smallest = try smallestBytes() * budget.concurrency
        guard smallest <= budget.bytes else {
            throw KnapsackError.overBudget(
                budget: budget.bytes.rawValue, smallest: smallest.rawValue)
        }
    }

    /// Bytes of the smallest plan that the search knows, for one sequence.
    func smallestBytes() throws -> ByteCount {
        let tokens = RankLevels(context: budget.context).borders[1]
        let tier = try Tier(tokens: tokens, precision: Precision(keyBits: 2, valueBits: 2))
        let plan = try CompressionPlan(
            uniform: HeadPlan(
                tiers: [tier], grouping: Grouping(keyGroup: 64, valueGroup: 64)),
            shape: model.shape, retention: Retention())
        return ByteCount(budget.bytes(of: plan, shape: model.shape))
    }

    /// The winner: the best on the search's samples or, where there are select samples, the one of
    /// the finalists that is best on those.
    private func selected(_ search: PlanSearch, _ study: Study?) throws -> Trial? {
        guard !split.select.isEmpty, !monitor.shouldStop() else { return search.best }
        var finalists = Array(
            search.feasible.enumerated().sorted { ($0.1.loss, $0.0) < ($1.1.loss, $1.0) }
                .map(\.element).prefix(Self.finalists))
        if let uniform = search.bestUniform { finalists.append(uniform) }
        var evaluator = try evaluator(split.select, "prefill for selection", study)
        var best: (trial: Trial, loss: Double)?
        for trial in finalists {
            let loss = Statistics.mean(try evaluator.quality(of: trial.plan).map(\.kl))
            if loss < best?.loss ?? .infinity { best = (trial, loss) }
        }
        return best?.trial
    }

    private func report(
        winner: CompressionPlan, uniform: UniformPlan?, baselines: [Baseline], evaluations: Int,
        keepsAll: Bool, study: Study?
    ) throws -> TuningReport {
        var evaluator = try evaluator(split.certify, "prefill of held-out samples", study)
        let judgement = try Judgement(
            &evaluator, winner: winner, uniform: uniform, baselines: baselines,
            shape: model.shape, context: budget.context, maxNewTokens: budget.maxNewTokens)
        let profile = try Profile(
            model: ModelFingerprint(
                architecture: ModelDescription.architecture, shape: model.shape,
                sha256: ModelHash.sha256(of: model.file)),
            budget: ProfileBudget(
                bytes: request.budget, context: budget.context, concurrency: request.concurrency,
                maxNewTokens: budget.maxNewTokens),
            plan: winner,
            quality: judgement.quality(),
            provenance: ProfileProvenance(
                toolVersion: request.toolVersion, seed: request.seed,
                calibrationSHA256: calibrationHash, studyFingerprint: fingerprint().hexadecimal,
                kernels: Kernels.path, evaluations: evaluations))
        return TuningReport(
            profile: profile, judgement: judgement, evaluations: evaluations, keepsAll: keepsAll)
    }
}

extension Judgement {
    /// What the profile says of its quality.
    fileprivate func quality() throws(ProfileError) -> ProfileQuality {
        try ProfileQuality(
            samples: samples,
            kl: .init(mean: kl.mean, low: kl.low, high: kl.high),
            score: winner.score ?? 0,
            scoreDifference: .init(
                mean: scoreDifference.mean, low: scoreDifference.low,
                high: scoreDifference.high),
            bestUniform: uniformQuality())
    }

    private func uniformQuality() throws(ProfileError) -> ProfileQuality.BestUniform? {
        guard let uniform else { return nil }
        return try ProfileQuality.BestUniform(
            plan: uniform.plan, bytes: uniform.measurement.bytes, kl: uniform.measurement.kl,
            score: uniform.measurement.score ?? 0)
    }
}
