package import Engine

/// The whole run: tasks in, profile out.
///
///     tasks -> split -> prefill -> search -> select -> judge -> profile
package struct TuningRun {
    let model: LanguageModel
    let request: TuningRequest
    let split: TaskSplit
    private let calibrationHash: String
    let monitor: SearchMonitor
    /// Prefills tasks, telling how far it is.
    private let prepare: ([TokenizedTask], String) throws -> [MeasuredSample]
    /// What the plan's bytes are counted for, and how many there may be: the full cache's where the
    /// fewest are looked for.
    package let budget: SearchBudget
    /// Bytes of the full cache for one sequence.
    let fullBytes: ByteCount

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
        let context = max(
            calibration.context, request.context == nil ? heldOut?.context ?? 0 : 0)
        let maxNewTokens = max(
            calibration.maxNewTokens,
            request.maxNewTokens == nil ? heldOut?.maxNewTokens ?? 0 : 0)
        fullBytes = model.shape.fullCacheBytes(promptTokens: context, newTokens: maxNewTokens)
        var bytes = fullBytes * request.concurrency
        if case .budget(let given) = request.goal { bytes = given }
        budget = SearchBudget(
            bytes: bytes, context: context, maxNewTokens: maxNewTokens,
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
        if case .budget = request.goal, fullBytes.rawValue <= budget.perSequence {
            return try report(keepingAll(), study: nil)
        }
        try refuseImpossible()
        let study = try openStudy()
        return try report(searched(study), study: study)
    }

    /// The full cache.
    func keepingAll() throws -> Found {
        try Found(keeping: model.shape, bytes: budget.bytes, bits: Self.bitsBelowFull)
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
        let study = try Study(
            path: place.path, fingerprint: fingerprint(), shape: model.shape,
            anyKernels: place.anyKernels)
        for (name, path) in place.files where try study.fact(name) != path {
            try study.setFact(name, path)
        }
        return study
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
    private func searched(_ study: Study?) throws -> Found {
        let evaluator = try evaluator(split.search, "prefill", study)
        if let recorded = evaluator.recorded {
            try study?.keep(searchSamples: recorded.numbers)
        }
        guard case .budget = request.goal else {
            guard let study else { throw TuningError.needsStudy }
            return try fewestBytes(evaluator, study)
        }
        let search = try searched(
            evaluator, kind(study), within: budget.perSequence, trials: request.trials, study)
        guard let winner = try selected(search, study) else { throw TuningError.nothingMeasured }
        return Found(winner: winner.plan, search, bytes: budget.bytes)
    }

    /// A finished search for the least loss within some bytes of one sequence, or the answer of an
    /// earlier one.
    func searched(
        _ evaluator: Evaluator, _ kind: StudyQuestion.Kind, within bytes: Int, trials: Int?,
        _ study: Study?
    ) throws -> PlanSearch {
        var search = try planSearch(
            evaluator, kind, within: bytes, trials: trials ?? TuningRequest.defaultTrials, study)
        switch (kind, study) {
        case (.answer, let study?): try search.answer(StudyFront(study))
        default: try search.run(inUse: request.inUse)
        }
        return search
    }

    /// A search that has not begun.
    func planSearch(
        _ evaluator: Evaluator, _ kind: StudyQuestion.Kind, within bytes: Int, trials: Int,
        _ study: Study?
    ) throws -> PlanSearch {
        let budget = SearchBudget(
            bytes: ByteCount(bytes * request.concurrency), context: self.budget.context,
            maxNewTokens: self.budget.maxNewTokens, concurrency: request.concurrency)
        return try PlanSearch(
            evaluator, model: model, budget: budget, granularity: request.granularity,
            trials: kind == .answer ? PlanSearch.answerTrials : trials, seed: request.seed,
            record: study.map { try TrialRecord(question(kind, budget.bytes), in: $0) },
            steps: request.steps, monitor: monitor)
    }

    /// Whether a named study that has searched for other budgets answers this one: where nothing is
    /// said of trials, and as long as it was not searched for this one too.
    private func kind(_ study: Study?) throws -> StudyQuestion.Kind {
        let bytes = ByteCount(budget.perSequence * budget.concurrency)
        guard let study, request.study?.isNamed == true, request.trials == nil,
            try study.existingNumber(of: question(.search, bytes)) == nil, try study.hasSearch()
        else { return .search }
        return .answer
    }

    func question(_ kind: StudyQuestion.Kind, _ bytes: ByteCount) -> StudyQuestion {
        StudyQuestion(
            kind, budget: bytes, concurrency: request.concurrency, seed: request.seed,
            inUse: request.inUse)
    }

    /// Refuses a budget below the smallest plan before anything is computed.
    ///
    /// - Throws: `KnapsackError.overBudget`.
    package func refuseImpossible() throws {
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
        let head = try HeadPlan(tiers: [tier], grouping: OptionGrid.grouping())
        let bytes = try FrameGrid.flushes.map { flush in
            try budget.bytes(
                of: CompressionPlan(
                    uniform: head, shape: model.shape, retention: Retention(), flush: flush),
                shape: model.shape)
        }
        return ByteCount(bytes.min() ?? 0)
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

    private func report(_ found: Found, study: Study?) throws -> TuningReport {
        var evaluator = try evaluator(split.certify, "prefill of held-out samples", study)
        let judgement = try Judgement(
            &evaluator, winner: found.winner, uniform: found.uniform, baselines: found.baselines,
            shape: model.shape, context: budget.context, maxNewTokens: budget.maxNewTokens)
        let profile = try Profile(
            model: ModelFingerprint(
                architecture: ModelDescription.architecture, shape: model.shape,
                sha256: ModelHash.sha256(of: model.file)),
            budget: ProfileBudget(
                bytes: found.bytes, context: budget.context, concurrency: request.concurrency,
                maxNewTokens: budget.maxNewTokens),
            plan: found.winner,
            quality: judgement.quality(),
            provenance: ProfileProvenance(
                toolVersion: request.toolVersion, seed: request.seed,
                calibrationSHA256: calibrationHash, studyFingerprint: fingerprint().hexadecimal,
                kernels: Kernels.path, evaluations: Int(found.evaluations.rounded(.up))))
        return try TuningReport(
            profile: profile, judgement: judgement, keepsAll: found.keepsAll(model.shape),
            stopped: found.stopped)
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
