internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune bench`: this machine's rates with a model.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine's rates with a model.",
        discussion: """
            Prefill of 512, 1450 and 4096 tokens (or the model's context), decoding over 4096 \
            tokens stored in 16, 8, 4 and 2 bits, and one candidate of a search: ten samples of \
            1450 tokens with answers of 7 under a plan of a twelfth of the full cache, in full and \
            where the plan before was alike below the middle layer or the last third of the \
            layers. Every figure is the median of three runs.

            kernel_gflops is the engine's own matrix product on one thread, which runs the \
            model's linear layers; blas_gflops is OpenBLAS at the same product, for comparison.

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
        let benchmark = Benchmark(try global.load(model: model))
        try MemoryGuard(limit: global.memoryLimit()).check(
            benchmark.snapshotBytes, for: "the prefilled prompts")
        var progress = Progress("bench", unit: "figures", total: Benchmark.stages)
        let result = try benchmark.run { progress.update(done: $0) }
        progress.finish(done: Benchmark.stages)
        try Output.results.writeLine(
            global.json ? result.json.line : result.lines.joined(separator: "\n"))
    }
}
