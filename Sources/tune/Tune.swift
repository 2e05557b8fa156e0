internal import ArgumentParser
internal import Engine

/// The command line: each command parses its arguments, calls the library and prints.
@main
struct Tune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Fits a language model's KV cache into a byte budget.",
        discussion: """
            Given a model, a sample of your own tasks and a number of bytes, tune searches for the \
            tokens that each layer and head should keep and for the bits of each key and value, \
            measures every candidate, and writes a small JSON profile that a deployment loads.

            EXAMPLES:
              # Make some tasks, if you have none of your own yet.
              tune sample --model model.gguf --context 1450 --output tasks.jsonl
              # See what a search would do and how long it takes, then let it run.
              tune --model model.gguf --calibration tasks.jsonl --budget 4MiB --dry-run
              tune --model model.gguf --calibration tasks.jsonl --budget 4MiB \\
                --output profile.json
              # See what other budgets would buy.
              tune frontier --study profile.study
              # Compare the result with a plan of your own on other tasks.
              tune evaluate --model model.gguf --calibration others.jsonl \\
                --profile profile.json --plan tokens=512,key-bits=4,value-bits=4
              # Generate text with the compressed cache.
              tune run --model model.gguf --profile profile.json --chat \\
                --prompt "What is a KV cache?"

            EXIT STATUS: 0 done; 1 could not finish or a check failed; 2 something wrong in an \
            argument; 3 something wrong with a file; 4 nothing fits the budget; 5 the machine is \
            too small; 6 the study is busy or incompatible; 130 and 143 stopped by a signal.
            """,
        version: ToolVersion.current,
        subcommands: [
            SearchCommand.self, FrontierCommand.self, EvaluateCommand.self, RunCommand.self,
            SampleCommand.self,
            InspectCommand.self, BenchCommand.self,
        ],
        defaultSubcommand: SearchCommand.self)

    /// Parses, runs and ends the process with a documented exit status.
    static func main() {
        Interruption.ignoreWriteSignals()
        HeapSettings.keepFreedBlocks()
        do {
            try refuseUnknownCommand(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            try command.run()
        } catch {
            ErrorReport(error).exit()
        }
    }

    /// Names the nearest command: as the default command's argument it would only confuse.
    private static func refuseUnknownCommand(_ word: String?) throws(ArgumentError) {
        guard let word, !word.isEmpty, !word.hasPrefix("-") else { return }
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !names.contains(word), word != "help" else { return }
        throw ArgumentError(
            "found the unknown command `\(word)`, expected \(names.joined(separator: ", "))",
            hint: Spelling.hint(for: word, among: names))
    }
}
