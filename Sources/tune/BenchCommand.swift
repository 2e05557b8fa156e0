internal import ArgumentParser
internal import Engine

/// `tune bench`: this machine's rates with a model.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine's rates with a model.",
        discussion: """
            Prefill at several lengths, decoding with caches of several precisions, and how long \
            one candidate of a search takes.

            EXAMPLES:
              tune bench --model model.gguf
              tune bench --model model.gguf --threads 1 --json
            """)

    @Option(help: ArgumentHelp("The model, a GGUF file.", valueName: "file"))
    var model: String

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try bench()
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try ArgumentChecks.path(model, of: "--model")
    }
}

extension BenchCommand {
    private func bench() throws {
        throw NotBuiltIn(command: "bench")
    }
}
