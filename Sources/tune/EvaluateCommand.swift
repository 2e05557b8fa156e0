internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune evaluate`: measures explicit plans and profiles beside the full cache.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure plans and profiles on your tasks, beside the full cache.",
        discussion: """
            Every plan and profile is measured after one prefill and gets one line: plans first, \
            then profiles, each in the order given.

            A plan is comma-separated: tokens=N|all|N+N+... key-bits= value-bits= (2, 3, 4, 5, 6, \
            8, 16, one for all tiers or one per tier joined by +), key-group= value-group= group= \
            (16 to 128), keys=per-channel|per-token, scorer=snapkv|h2o|recent, kernel= \
            pooling=max|mean observation= recent= window= sinks= flush=.

            With --pipe, other programs propose: each line of standard input is a request in \
            JSON, each line of standard output its reply. {"ask": "space"} gives the options of \
            every unit, the frames (what a whole plan shares) and all bytes; {"ask": "knapsack", \
            "frame": 3} the plan that the local errors favour; {"frame": 3, "options": [17, ...]} \
            and {"plan": "tokens=..."} measure a plan, with "samples": 8 on the first 8 tasks, \
            with "score": true by decoding as well. An "id" comes back with the reply.

            EXAMPLES:
              tune evaluate --model model.gguf --calibration tasks.jsonl \\
                --plan tokens=512,key-bits=4,value-bits=4,group=64,kernel=21 \\
                --plan tokens=64+256,key-bits=4+2,value-bits=4+2
              # A tuned profile beside a plan, without generating text.
              tune evaluate --model model.gguf --calibration tasks.jsonl --no-score \\
                --json --plan tokens=256,key-bits=4,value-bits=4 --profile p.json
              # Measure what an optimizer of your own proposes, request by request.
              echo '{"plan": "tokens=256,key-bits=4,value-bits=4"}' | tune evaluate \\
                --pipe --model model.gguf --calibration tasks.jsonl --budget 4MiB
            """)

    @Option(help: ArgumentHelp("The model, a GGUF file.", valueName: "file"))
    var model: String

    @Option(help: ArgumentHelp("Tasks to measure on, one JSON object a line.", valueName: "file"))
    var calibration: String

    @Option(
        help: ArgumentHelp(
            "Prompt tokens that bytes are counted for (default: those of the longest task).",
            valueName: "tokens"))
    var context: Int?

    @Option(
        help: ArgumentHelp(
            "Generated tokens (default: 8 more than the longest answer, at least 16).",
            valueName: "tokens"))
    var maxNewTokens: Int?

    @Option(
        name: .customLong("plan"),
        help: ArgumentHelp("A plan to measure; may be given again.", valueName: "text"))
    var plans: [String] = []

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp("A profile to measure; may be given again.", valueName: "file"))
    var profiles: [String] = []

    @Flag(help: "Measure what standard input asks for, one JSON request a line.")
    var pipe = false

    @Option(
        help: ArgumentHelp(
            "With --pipe: bytes that a plan may take, such as 4MiB.", valueName: "size"))
    var budget: String?

    @Option(
        help: ArgumentHelp(
            "With --pipe: what may differ within a plan: model, layer or head (default: head).",
            valueName: "level"))
    var granularity: SearchCommand.Granularity?

    @Flag(help: "Leave out generation and the tasks' metric.")
    var noScore = false

    @Flag(help: "Refuse tasks longer than the context instead of skipping them.")
    var strict = false

    @OptionGroup var cache: CacheOptions

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        if pipe { try answerRequests() } else { try evaluate() }
    }

    /// The plans, checked, in the order given.
    func uniformPlans() throws(ArgumentError) -> [UniformPlan] {
        var checked: [UniformPlan] = []
        for text in plans { checked.append(try ArgumentChecks.plan(text)) }
        return checked
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try cache.check()
        try ArgumentChecks.path(model, of: "--model")
        try ArgumentChecks.path(calibration, of: "--calibration")
        try ArgumentChecks.context(context)
        try ArgumentChecks.newTokens(maxNewTokens)
        _ = try uniformPlans()
        for path in profiles { try ArgumentChecks.path(path, of: "--profile") }
        try checkPipe()
        guard pipe || !plans.isEmpty || !profiles.isEmpty else {
            throw ArgumentError(
                "found neither --plan nor --profile, expected at least one of them",
                hint: "for example --plan tokens=512,key-bits=4,value-bits=4")
        }
    }
}

extension EvaluateCommand {
    /// A plan to measure and what the user called it.
    private struct Subject {
        let name: (key: String, value: String)
        let plan: CompressionPlan
    }

    private func evaluate() throws {
        let model = try global.load(model: model)
        let subjects = try subjects(model)
        let selection = try TaskSelection(
            CalibrationSet(path: calibration), encoder: model.encoder, shape: model.shape,
            context: context, maxNewTokens: maxNewTokens, strict: strict)
        let samples = try TaskPreparation(model, global: global, cache: cache).samples(
            selection.tasks,
            columnSums: subjects.contains { $0.plan.retention.scorer == .h2o },
            maxNewTokens: selection.maxNewTokens)
        var evaluator = Evaluator(samples, model: model)
        let full = try evaluator.measureFull(
            context: selection.context, maxNewTokens: selection.maxNewTokens,
            generating: !noScore)
        let report = EvaluationText(full: full, selection: selection)
        if !global.json { try Output.results.write(report.header) }
        for subject in subjects {
            let measured = try evaluator.measure(
                subject.plan, context: selection.context,
                maxNewTokens: selection.maxNewTokens, generating: !noScore)
            if global.json {
                let json = measured.json(
                    name: subject.name, samples: samples, skipped: selection.skipped.count,
                    full: full)
                try Output.results.writeLine(json.line)
            } else {
                try Output.results.writeLine(report.row(subject.name.value, measured))
            }
        }
        for skipped in selection.skipped {
            try Output.messages.writeLine("left out \(skipped.id): \(skipped.reason)")
        }
    }

    private func subjects(_ model: LanguageModel) throws -> [Subject] {
        let uniform = try zip(plans, uniformPlans()).map { text, plan in
            Subject(name: ("plan", text), plan: try plan.plan(for: model.shape))
        }
        let sha256 = try profiles.isEmpty ? "" : ModelHash.sha256(of: model.file)
        let profiled = try profiles.map { path in
            let profile = try Profile(contentsOf: path, for: model.shape, sha256: sha256)
            return Subject(name: ("profile", path), plan: profile.plan)
        }
        return uniform + profiled
    }
}
