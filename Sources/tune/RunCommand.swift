internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune run`: generates text with a full or a compressed cache.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Generate text, greedily, with a full or a compressed cache.",
        discussion: """
            Text goes to standard output as it comes, rates to standard error. Without a profile or \
            a plan the whole cache is kept at 16 bit. With --json there is one line at the end: \
            text, prompt_tokens, new_tokens, bytes of the cache, prompt_seconds, seconds of \
            decoding and tokens_per_second, which is null for an answer of one token.

            EXAMPLES:
              tune run --model model.gguf --chat --prompt "What is a KV cache?"
              tune run --model model.gguf --profile profile.json --prompt-file prompt.txt
              tune run --model model.gguf --plan tokens=512,key-bits=4,value-bits=4 \\
                --prompt-file prompt.txt --max-new-tokens 200
            """)

    @Option(help: ArgumentHelp("The model, a GGUF file.", valueName: "file"))
    var model: String

    @Option(help: ArgumentHelp("Compress the prompt as a profile says.", valueName: "file"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Compress the prompt by a plan (`tune evaluate --help` explains them).",
            valueName: "text"))
    var plan: String?

    @Option(help: ArgumentHelp("The prompt.", valueName: "text"))
    var prompt: String?

    @Option(help: ArgumentHelp("A file that holds the prompt.", valueName: "file"))
    var promptFile: String?

    @Flag(help: "Put the prompt into the model's chat format, as a user's message.")
    var chat = false

    @Option(help: ArgumentHelp("Stop after this number of tokens.", valueName: "tokens"))
    var maxNewTokens = 128

    @Flag(help: "Go on past end tokens.")
    var ignoreEos = false

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try generate()
    }

    /// The plan, checked.
    func uniformPlan() throws(ArgumentError) -> UniformPlan? {
        guard let plan else { return nil }
        return try ArgumentChecks.plan(plan)
    }

    private func check() throws(ArgumentError) {
        try global.check()
        for (flag, path) in [
            ("--model", model), ("--profile", profile), ("--prompt-file", promptFile),
        ] {
            try ArgumentChecks.path(path, of: flag)
        }
        try ArgumentChecks.newTokens(maxNewTokens)
        _ = try uniformPlan()
        guard profile == nil || plan == nil else {
            throw ArgumentError("found --profile beside --plan, expected one of them at most")
        }
        guard (prompt == nil) != (promptFile == nil) else {
            throw ArgumentError(
                prompt == nil
                    ? "found neither --prompt nor --prompt-file, expected one of them"
                    : "found --prompt beside --prompt-file, expected one of them")
        }
    }
}

extension RunCommand {
    /// The longest prompt file that is read, in bytes.
    private static let mostPromptBytes = 64 << 20

    private func generate() throws {
        let text = try promptText()
        let model = try global.load(model: model)
        let plan = try plan(for: model)
        let tokens =
            try chat
            ? model.encoder.messages([ChatMessage(role: "user", content: text)])
            : model.encoder.prompt(text)
        try model.checkLength(promptTokens: tokens.count, maxNewTokens: maxNewTokens)
        let snapshotBytes = PrefillSnapshot.byteCount(
            tokens: tokens.count, shape: model.shape,
            columnSums: plan.retention.scorer == .h2o)
        try MemoryGuard(limit: global.memoryLimit()).check(
            ByteCount(snapshotBytes), for: "a prefilled prompt of \(tokens.count) tokens")
        var watch = GenerationWatch()
        let generation = try model.generate(
            tokens: tokens, plan: plan, maxNewTokens: maxNewTokens, ignoringEnd: ignoreEos,
            onCache: { watch.promptEnded() },
            onText: { if !global.json { try Output.results.write($0) } })
        watch.generationEnded()
        if global.json {
            try Output.results.writeLine(watch.json(generation).line)
        } else {
            try Output.results.write("\n")
            try Output.messages.writeLine(watch.line(generation))
        }
    }

    private func promptText() throws -> String {
        guard let promptFile else { return prompt ?? "" }
        return try TextFile(path: promptFile).readText(limit: Self.mostPromptBytes)
    }

    /// What the cache keeps: a profile's plan, an explicit one, or everything at 16 bit.
    private func plan(for model: LanguageModel) throws -> CompressionPlan {
        if let profile {
            let sha256 = try ModelHash.sha256(of: model.file)
            return try Profile(contentsOf: profile, for: model.shape, sha256: sha256).plan
        }
        return try uniformPlan()?.plan(for: model.shape) ?? .keepAll(shape: model.shape)
    }
}
