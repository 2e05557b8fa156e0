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
    }
}

extension SampleCommand {
    private func sample() throws {
        throw NotBuiltIn(command: "sample")
    }
}

extension TaskKind: ExpressibleByArgument {}
