internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune [search]`: finds the best plan within a budget and writes it as a profile.
struct SearchCommand: ParsableCommand {
    /// When a prompt is compressed.
    enum Mode: String, ExpressibleByArgument {
        /// After all of it was seen, question included.
        case prompt
        /// Before the question is seen: refused with a word of its own.
        case context

        /// What help lists.
        static var allValueStrings: [String] { ["prompt"] }
    }

    /// What may differ within a plan.
    enum Granularity: String, CaseIterable, ExpressibleByArgument {
        /// Nothing: all layers and heads are treated alike.
        case model
        /// Layers.
        case layer
        /// Key-value heads.
        case head
    }

    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the best plan within a budget and write it as a profile (the default).",
        discussion: """
            EXAMPLES:
              # What would be done, and how long it would take.
              tune --model model.gguf --calibration tasks.jsonl --budget 4MiB --dry-run
              # Search for ten minutes, judge the result on tasks it never sees.
              tune --model model.gguf --calibration tasks.jsonl --held-out others.jsonl \\
                --budget 4MiB --time 10m --output profile.json
              # Eight sequences at once share 2 GiB.
              tune --model model.gguf --calibration tasks.jsonl --budget 2GiB \\
                --concurrency 8 --output profile.json
            """)

    @Option(help: ArgumentHelp("The model, a GGUF file.", valueName: "file"))
    var model: String

    @Option(help: ArgumentHelp("Tasks to tune on, one JSON object a line.", valueName: "file"))
    var calibration: String

    @Option(
        help: ArgumentHelp(
            "Tasks that judge the result (default: a part of the calibration tasks).",
            valueName: "file"))
    var heldOut: String?

    @Option(
        help: ArgumentHelp(
            "Bytes that all sequences' caches may take, such as 512MiB or 2GB.", valueName: "size"))
    var budget: String

    @Option(
        help: ArgumentHelp(
            "Prompt tokens to plan for (default: those of the longest task).", valueName: "tokens"))
    var context: Int?

    @Option(
        help: ArgumentHelp("Sequences at a time that share the budget.", valueName: "n"))
    var concurrency = 1

    @Option(
        help: ArgumentHelp(
            "Generated tokens to plan for (default: 8 more than the longest answer, at least 16).",
            valueName: "tokens"))
    var maxNewTokens: Int?

    @Option(
        help: ArgumentHelp(
            "When a prompt is compressed: prompt, after all of it was seen.", valueName: "mode"))
    var mode = Mode.prompt

    @Option(
        help: ArgumentHelp(
            "What may differ within the plan: model (nothing), layer or head.", valueName: "level"))
    var granularity = Granularity.head

    @Option(
        help: ArgumentHelp(
            """
            Stop after this number of evaluations, those of earlier runs of the same study \
            included (default: 200).
            """, valueName: "n"))
    var trials: Int?

    @Option(
        help: ArgumentHelp(
            "Stop this run after a time such as 90s, 15m or 2h.", valueName: "duration"))
    var time: String?

    @Option(help: ArgumentHelp("The same seed gives the same profile.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            """
            The file that keeps every measurement; a run that was interrupted goes on from it \
            (default: beside the profile, ending in .study).
            """, valueName: "file"))
    var study: String?

    @Flag(help: "Go on with a study that was measured with other kernels (see TUNE_KERNELS).")
    var otherKernels = false

    @Option(
        help: ArgumentHelp(
            "A profile in use: it is measured too, and kept if nothing better is found.",
            valueName: "file"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The profile to write (default: the model's name and the budget, here).",
            valueName: "file"))
    var output: String?

    @Flag(help: "Say what would be done, how much memory and time it takes, and stop.")
    var dryRun = false

    @OptionGroup var cache: CacheOptions

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try search()
    }

    /// The budget, checked.
    func budgetBytes() throws(ArgumentError) -> ByteCount {
        try ArgumentChecks.bytes(budget, of: "--budget")
    }

    /// The time limit, checked.
    func timeLimit() throws(ArgumentError) -> TimeLimit? {
        guard let time else { return nil }
        return try TimeLimit(text: time)
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try cache.check()
        for (flag, path) in [
            ("--model", model), ("--calibration", calibration), ("--held-out", heldOut),
            ("--from", from), ("--output", output), ("--study", study),
        ] {
            try ArgumentChecks.path(path, of: flag)
        }
        _ = try budgetBytes()
        _ = try timeLimit()
        try ArgumentChecks.context(context)
        try ArgumentChecks.newTokens(maxNewTokens)
        try ArgumentChecks.number(concurrency, of: "--concurrency", in: 1...(1 << 20))
        try ArgumentChecks.number(trials, of: "--trials", in: 1...Int(Int32.max))
        guard seed <= UInt64(Int.max) else {
            throw ArgumentError("--seed", found: "\(seed)", expected: "0 to \(Int.max)")
        }
        guard mode == .prompt else {
            throw ArgumentError(
                "--mode", found: "context, which is not available yet", expected: "prompt",
                hint: "leave --mode out: prompts are compressed after the question was seen")
        }
    }
}

extension SearchCommand {
    private func search() throws {
        let start = ContinuousClock.now
        let interruption = Interruption()
        let path = output ?? defaultOutput
        if !dryRun { try AtomicFile.check(path) }
        let model = try global.load(model: model)
        let calibration = try CalibrationSet(path: calibration)
        let selection = try select(calibration, model)
        let others = try heldOut.map { try select(CalibrationSet(path: $0), model) }
        let preparation = try TaskPreparation(
            model, global: global, cache: dryRun ? nil : cache)
        let run = try tuningRun(
            model, calibration, selection, others, preparation, start: start,
            interruption: interruption)
        if dryRun {
            let forecast = try run.forecast(in: preparation.room)
            let skipped = selection.skipped.count + (others?.skipped.count ?? 0)
            return try Output.results.writeLine(
                global.json
                    ? forecast.json(skipped: skipped).line
                    : forecast.lines(skipped: skipped).joined(separator: "\n"))
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
        _ model: LanguageModel, _ calibration: CalibrationSet, _ selection: TaskSelection,
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
            request(model), model: model, calibration: selection,
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

    private func request(_ model: LanguageModel) throws -> TuningRequest {
        let inUse = try from.map { try Profile(contentsOf: $0, for: model.shape).plan }
        return TuningRequest(
            budget: try budgetBytes(), context: context, maxNewTokens: maxNewTokens,
            concurrency: concurrency,
            granularity: Tuner.Granularity(rawValue: granularity.rawValue) ?? .head,
            trials: trials, seed: seed, inUse: inUse,
            study: StudyPlace(
                path: study ?? Self.withoutSuffix(output ?? defaultOutput, ".json") + ".study",
                isNamed: study != nil, anyKernels: otherKernels),
            toolVersion: ToolVersion.current)
    }

    /// Where the profile goes where nothing else is said: the model's name and the budget.
    private var defaultOutput: String {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        return Self.withoutSuffix(name, ".gguf") + "_\(budget.filter { $0 != " " }).json"
    }

    private static func withoutSuffix(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }
}
