internal import Engine
internal import Tuner

extension SearchCommand {
    /// Runs the search and writes the profile.
    func search(_ goal: TuningGoal) throws {
        let start = ContinuousClock.now
        let interruption = Interruption()
        let path = output ?? defaultOutput
        if !dryRun { try AtomicFile.check(path) }
        let model = try global.load(model: modelPath)
        let calibration = try CalibrationSet(path: calibration ?? "")
        let selection = try select(calibration, model)
        let others = try heldOut.map { try select(CalibrationSet(path: $0), model) }
        let preparation = try TaskPreparation(
            model, global: global, cache: dryRun ? nil : cache)
        let run = try tuningRun(
            goal, model, calibration, selection, others, preparation, start: start,
            interruption: interruption)
        if dryRun {
            let forecast = try run.forecast(in: preparation.room)
            let skipped = selection.skipped.count + (others?.skipped.count ?? 0)
            try Output.results.writeLine(
                global.json
                    ? forecast.json(skipped: skipped).line
                    : forecast.lines(skipped: skipped).joined(separator: "\n"))
            return try run.refuseImpossible()
        }
        try run.check(preparation.room)
        let report = try run.run()
        try report.profile.write(to: path)
        for skipped in selection.skipped + (others?.skipped ?? []) {
            try Output.messages.writeLine("left out \(skipped.id): \(skipped.reason)")
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if global.json {
            try Output.results.writeLine(report.json(path: path, seconds: seconds).line)
        } else {
            for line in report.lines { try Output.results.writeLine(line) }
            try Output.results.writeLine("wrote \(path)")
        }
        try interruption.flag.check()
    }

    /// A run that a signal ends: at once before the first candidate is measured, then after saving
    /// the best.
    private func tuningRun(
        _ goal: TuningGoal, _ model: LanguageModel, _ calibration: CalibrationSet,
        _ selection: TaskSelection,
        _ others: TaskSelection?, _ preparation: TaskPreparation, start: ContinuousClock.Instant,
        interruption: Interruption
    ) throws -> TuningRun {
        let deadline = try timeLimit().map { start + .seconds($0.seconds) }
        let display = SearchDisplay(json: global.json)
        var isSearching = false
        func check() throws {
            if !isSearching { try interruption.flag.check() }
        }
        return try TuningRun(
            request(goal, model), model: model, calibration: selection,
            calibrationHash: calibration.contentHash, heldOut: others,
            monitor: SearchMonitor(
                hear: { event in
                    if case .localErrors = event {} else { isSearching = true }
                    try check()
                    try display.hear(event)
                },
                shouldStop: {
                    interruption.flag.isRequested || deadline.map { .now >= $0 } ?? false
                })
        ) { tasks, label in
            try preparation.samples(
                tasks, columnSums: false, maxNewTokens: selection.maxNewTokens, label: label,
                check: check)
        }
    }

    private func select(
        _ set: CalibrationSet, _ model: LanguageModel
    ) throws -> TaskSelection {
        try TaskSelection(
            set, encoder: model.encoder, shape: model.shape, context: context,
            maxNewTokens: maxNewTokens, strict: false)
    }

    private func request(_ goal: TuningGoal, _ model: LanguageModel) throws -> TuningRequest {
        let inUse = try from.map { try Profile(contentsOf: $0, for: model.shape).plan }
        return TuningRequest(
            goal: goal, context: context, maxNewTokens: maxNewTokens,
            concurrency: concurrency ?? 1,
            granularity: granularity.flatMap { Tuner.Granularity(rawValue: $0.rawValue) } ?? .head,
            trials: trials, seed: seed ?? 0, inUse: inUse,
            study: StudyPlace(
                path: study ?? Self.withoutSuffix(output ?? defaultOutput, ".json") + ".study",
                isNamed: study != nil, anyKernels: otherKernels,
                files: StudyDefaults.remembered([
                    "--model": self.model, "--calibration": calibration, "--held-out": heldOut,
                ])),
            steps: Set(SearchStep.allCases).subtracting(without),
            toolVersion: ToolVersion.current)
    }

    private var modelPath: String { model ?? "" }

    /// Where the profile goes where nothing else is said: the model's name and what was asked for.
    private var defaultOutput: String {
        let name = modelPath.split(separator: "/").last.map(String.init) ?? modelPath
        let goal =
            budget ?? maxLoss.map { "loss\($0)" } ?? maxDrop.map { "drop\($0)" } ?? "budget"
        return Self.withoutSuffix(name, ".gguf") + "_\(goal.filter { $0 != " " }).json"
    }

    private static func withoutSuffix(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }
}
