internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune bench`: this machine's rates with a model.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure this machine's rates with a model.",
        discussion: """
            Every figure is the median of --repetitions runs after one that does not count. \
            SECTIONS:

              arithmetic  matrix products: kernel_gflops is the engine's own on one
                          thread, blas_gflops OpenBLAS' at the same product;
                          packed_product has weights in 4 bits
              prefill     prompts of 512, 1450 and 4096 tokens (or the model's
                          context), and the same with the sums that h2o ranks by
              decode      new tokens over 4096 that are stored in 16 to 2 bits
              attention   attention over stored keys and values alone, from the
                          processor's cache and from memory
              packing     compressing a prompt of 4096 tokens to 4 bits
              candidates  evaluations of a search: ten samples of 1450 tokens under a
                          twelfth of the full cache (candidate), and 16 samples of
                          1000 and of 4000 tokens, all kept at 4 bits (candidates)

            EXAMPLES:
              tune bench --model model.gguf
              tune bench --model model.gguf --threads 1 --json
              tune bench --model model.gguf --only prefill --prefill-tokens 2048,8192
              tune bench --model model.gguf --only decode,attention --repetitions 9
            """)

    @Option(help: ArgumentHelp("The model, a GGUF file.", valueName: "file"))
    var model: String

    @Option(
        help: ArgumentHelp(
            "What to measure, separated by commas (default: everything).", valueName: "sections"))
    var only: String?

    @Option(help: ArgumentHelp("Runs of which each figure is the median.", valueName: "n"))
    var repetitions = 5

    @Option(
        help: ArgumentHelp(
            "Prompts to prefill (default: 512,1450,4096).", valueName: "tokens,..."))
    var prefillTokens: String?

    @Option(
        help: ArgumentHelp(
            "Prompts to decode after (default: 4096).", valueName: "tokens,..."))
    var decodeTokens: String?

    @Option(
        help: ArgumentHelp(
            "Keys and values that attention reads from memory (default: 256MiB).",
            valueName: "size"))
    var attentionBytes: String?

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try bench()
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try ArgumentChecks.path(model, of: "--model")
        try ArgumentChecks.number(repetitions, of: "--repetitions", in: 1...1000)
        _ = try sections()
        _ = try lengths(prefillTokens, of: "--prefill-tokens")
        _ = try lengths(decodeTokens, of: "--decode-tokens")
        _ = try streamedBytes()
    }
}

extension BenchCommand {
    private func bench() throws {
        let model = try global.load(model: model)
        let benchmark = Benchmark(model, request: try request(model.shape))
        try MemoryGuard(limit: global.memoryLimit()).check(
            try benchmark.byteCount(), for: "what is measured")
        let runs = benchmark.runs
        var progress = SlowProgress("bench", unit: "runs", total: runs)
        var done = 0
        let result = try benchmark.run {
            done += 1
            progress.update(done: done)
        }
        progress.finish(done: runs)
        try Output.results.writeLine(
            global.json ? result.json.line : result.lines.joined(separator: "\n"))
    }

    private func request(_ shape: ModelShape) throws(ArgumentError) -> BenchmarkRequest {
        BenchmarkRequest(
            shape: shape, sections: try sections(), repetitions: repetitions,
            prefillTokens: try lengths(
                prefillTokens, of: "--prefill-tokens",
                most: BenchmarkRequest.longestPrefill(shape), context: shape.contextLength),
            decodeTokens: try lengths(
                decodeTokens, of: "--decode-tokens", most: BenchmarkRequest.longestDecode(shape),
                context: shape.contextLength),
            attentionBytes: try streamedBytes())
    }

    private func sections() throws(ArgumentError) -> Set<BenchmarkSection> {
        guard let only else { return Set(BenchmarkSection.allCases) }
        var sections: Set<BenchmarkSection> = []
        for name in only.split(separator: ",", omittingEmptySubsequences: false) {
            guard let section = BenchmarkSection(rawValue: String(name)) else {
                let names = BenchmarkSection.allCases.map(\.rawValue)
                throw ArgumentError(
                    "--only", found: "\"\(printableText(String(name)))\"",
                    expected: "sections such as prefill,decode",
                    hint: Spelling.hint(for: String(name), among: names))
            }
            sections.insert(section)
        }
        return sections
    }

    /// Reads lengths of prompts, of which a model allows so many tokens.
    private func lengths(
        _ text: String?, of flag: String, most: Int = ArgumentChecks.mostTokens,
        context: Int? = nil
    ) throws(ArgumentError) -> [Int]? {
        guard let text else { return nil }
        var lengths: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard part.allSatisfy({ $0.isASCII && $0.isNumber }), let length = Int(part),
                length >= 1
            else {
                throw ArgumentError(
                    flag, found: "\"\(printableText(text))\"",
                    expected: "numbers of tokens such as 512,4096")
            }
            guard length <= most else {
                throw ArgumentError(
                    flag, found: "\(length)", expected: "at most \(most) tokens",
                    hint: context.map { "the model was trained for a context of \($0) tokens" })
            }
            lengths.append(length)
        }
        return lengths
    }

    private func streamedBytes() throws(ArgumentError) -> ByteCount? {
        guard let attentionBytes else { return nil }
        return try ArgumentChecks.bytes(attentionBytes, of: "--attention-bytes")
    }
}
