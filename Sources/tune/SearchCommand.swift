internal import ArgumentParser
internal import Engine
internal import Tuner

extension SearchStep: ExpressibleByArgument {}

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
              # The fewest bytes that lose at most 0.02 nats per token.
              tune --model model.gguf --calibration tasks.jsonl --max-loss 0.02
              # Another budget from what a study has measured: three evaluations at most.
              tune --study model_4MiB.study --budget 3MiB
              # Eight sequences at once share 2 GiB.
              tune --model model.gguf --calibration tasks.jsonl --budget 2GiB \\
                --concurrency 8 --output profile.json
            """)

    @Option(
        help: ArgumentHelp(
            "The model, a GGUF file (default: the study's).", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Tasks to tune on, one JSON object a line (default: the study's).",
            valueName: "file"))
    var calibration: String?

    @Option(
        help: ArgumentHelp(
            "Tasks that judge the result (default: a part of the calibration tasks).",
            valueName: "file"))
    var heldOut: String?

    @Option(
        help: ArgumentHelp(
            "Bytes that all sequences' caches may take, such as 512MiB or 2GB.", valueName: "size"))
    var budget: String?

    @Option(
        help: ArgumentHelp(
            """
            Instead of a budget: the fewest bytes that lose at most so many nats per token on the \
            tasks that are searched on, such as 0.02.
            """, valueName: "nats"))
    var maxLoss: Double?

    @Option(
        help: ArgumentHelp(
            """
            Instead of a budget: the fewest bytes whose score on those tasks is at most this part \
            below the full cache's, such as 1%.
            """, valueName: "part"))
    var maxDrop: String?

    @Option(
        help: ArgumentHelp(
            "Prompt tokens to plan for (default: those of the longest task).", valueName: "tokens"))
    var context: Int?

    @Option(
        help: ArgumentHelp(
            "Sequences at a time that share the budget (default: 1).", valueName: "n"))
    var concurrency: Int?

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
            """
            What may differ within the plan: head (default), layer, or model: nothing, which finds \
            the best uniform plan.
            """,
            valueName: "level"))
    var granularity: Granularity?

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

    @Option(
        help: ArgumentHelp("The same seed gives the same profile (default: 0).", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            """
            The file that keeps every measurement: a run that was interrupted goes on from it, and \
            another budget is answered from it with three evaluations unless --trials is given \
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

    @Option(
        help: ArgumentHelp(
            "A step to leave out, to see what it is worth.", valueName: "step",
            visibility: .hidden))
    var without: [SearchStep] = []

    @Flag(help: "Say what would be done, how much memory and time it takes, and stop.")
    var dryRun = false

    @OptionGroup var cache: CacheOptions

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        let defaults = try StudyDefaults(path: study)
        try fill(from: defaults)
        try search(goal(defaults))
    }
}
