internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune sample`: writes calibration tasks of a wanted length.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Write calibration tasks: numbers to find in a long text.",
        discussion: """
            Your own tasks are the better calibration; these are for a first look and for tests.

            EXAMPLES:
              tune sample --model model.gguf --kind multi-key --keys 4 --context 1450 \\
                --count 24 --seed 5 --output tasks.jsonl
              # Tasks to judge a profile with: another seed.
              tune sample --model model.gguf --kind multi-key --keys 4 --context 1450 \\
                --count 24 --seed 6 --output held-out.jsonl
            """)

    @Option(help: ArgumentHelp("The model whose tokens are counted.", valueName: "file"))
    var model: String

    @Option(help: ArgumentHelp("The kind of task: single or multi-key.", valueName: "kind"))
    var kind = TaskKind.multiKey

    @Option(
        help: ArgumentHelp(
            "Keys in each text (default: 4; a single-key task has 1).", valueName: "n"))
    var keys: Int?

    @Option(
        help: ArgumentHelp("Digits of the numbers to find, such as 7 or 3-9.", valueName: "range"))
    var digits = "3-9"

    @Option(help: ArgumentHelp("Length of each prompt in the model's tokens.", valueName: "tokens"))
    var context = 1450

    @Option(help: ArgumentHelp("How many tasks to write.", valueName: "n"))
    var count = 24

    @Option(help: ArgumentHelp("The same seed gives the same tasks.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "Text files to hide the keys in (default: sentences made from the seed).",
            valueName: "directory"))
    var haystack: String?

    @Option(help: ArgumentHelp("The JSONL file to write.", valueName: "file"))
    var output: String

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try sample()
    }

    /// The number of keys in each text, checked.
    func keyCount() throws(ArgumentError) -> Int {
        try ArgumentChecks.number(keys, of: "--keys", in: 1...64)
        guard kind == .multiKey || keys == nil || keys == 1 else {
            throw ArgumentError(
                "found --keys \(keys ?? 1) beside --kind single, expected 1",
                hint: "--kind multi-key hides several keys")
        }
        return keys ?? kind.defaultKeys
    }

    /// The numbers' digits, checked.
    func digitRange() throws(ArgumentError) -> DigitRange {
        try DigitRange(text: digits)
    }

    private func check() throws(ArgumentError) {
        try global.check()
        for (flag, path) in [("--model", model), ("--haystack", haystack), ("--output", output)] {
            try ArgumentChecks.path(path, of: flag)
        }
        _ = try keyCount()
        _ = try digitRange()
        try ArgumentChecks.context(context)
        try ArgumentChecks.number(count, of: "--count", in: 1...1_000_000)
        guard seed <= UInt64(Int.max) else {
            throw ArgumentError("--seed", found: "\(seed)", expected: "0 to \(Int.max)")
        }
    }
}

extension SampleCommand {
    private func sample() throws {
        let file = try GGUFFile(path: model)
        let trained = try ModelDescription(file: file).shape.contextLength
        guard context <= trained else {
            throw ArgumentError(
                "--context", found: "\(context)",
                expected: "at most \(trained), the length that the model was trained for")
        }
        let format = global.chatFormat.flatMap { ChatFormat(rawValue: $0.rawValue) }
        let encoder = PromptEncoder(
            file: file, tokenizer: try Tokenizer(file: file), chatFormat: format)
        let form = try PromptForm(for: encoder, chatFormat: format)
        let tasks = try naming { try generate(with: encoder, form: form) }
        try AtomicFile.write(tasks.text, to: output)
        try report(tasks)
    }

    /// Writes the generator's arguments as the flags that they came from.
    private func naming<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as TaskGeneratorError {
            throw ArgumentError("--\(error.description)", hint: error.hint)
        }
    }

    private func generate(with encoder: PromptEncoder, form: PromptForm) throws -> GeneratedSet {
        let generator = try TaskGenerator(
            kind: kind, keys: keyCount(), digits: digitRange().range, contextTokens: context,
            seed: seed,
            haystack: haystack.map { try Haystack(directory: $0) } ?? .generated(seed: seed),
            wrap: form.prompt(userText:assistantPrefix:),
            countTokens: { encoder.prompt($0).count })
        var tasks = GeneratedSet()
        var progress = SlowProgress("sample", unit: "tasks", total: count)
        for ordinal in 0..<count {
            let task = try generator.task(ordinal)
            tasks.append(task, tokens: encoder.prompt(task.prompt).count)
            progress.update(done: ordinal + 1)
        }
        progress.finish(done: count)
        return tasks
    }

    private func report(_ tasks: GeneratedSet) throws {
        guard let tokens = tasks.tokenSummary else { return }
        if global.json {
            let result: JSONEncoding = [
                "count": .int(tasks.tasks.count),
                "kind": .string(kind.rawValue),
                "path": .string(output),
                "seed": .int(Int(seed)),
                "tokens": [
                    "max": .int(tokens.max), "median": .int(tokens.median), "min": .int(tokens.min),
                ],
            ]
            try Output.results.writeLine(result.line)
        } else {
            try Output.results.writeLine(
                "\(printableText(output)): \(tasks.tasks.count) \(kind.rawValue) tasks of "
                    + "\(tokens.min) to \(tokens.max) tokens, median \(tokens.median)")
        }
    }
}

extension TaskKind: ExpressibleByArgument {}
