internal import Engine

/// Attention of one new token over stored keys and values, nothing else.
struct AttentionBenchmark {
    /// Tokens of the head that stays in the processor's cache.
    private static let cachedTokens = 1024
    /// Tokens that are read there in one run.
    private static let cachedReads = 4 << 20
    /// Tokens of each head that is streamed from memory.
    private static let streamedTokens = 4096

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch
    /// Bytes that all streamed heads have together.
    let streamedBytes: ByteCount

    private var shape: ModelShape { inputs.model.shape }

    /// Runs of `measure`, prompts included.
    static func runs(stopwatch: Stopwatch) -> Int {
        2 + 2 * DecodeBenchmark.widths.count * stopwatch.runs
    }

    /// Tokens of the longest prompt.
    static func longestPrompt(_ inputs: BenchmarkInputs) -> Int { inputs.clipped(streamedTokens) }

    /// Measures all widths.
    func measure() throws -> AttentionRates {
        let (cached, streamed) = (try prompt(Self.cachedTokens), try prompt(Self.streamedTokens))
        return AttentionRates(
            rates: try DecodeBenchmark.widths.flatMap { bits in
                [
                    try rate(bits: bits, cached: cached),
                    try rate(bits: bits, streamed: streamed),
                ]
            })
    }

    /// A prompt with the ranks of its tokens.
    private struct Prompt {
        let snapshot: PrefillSnapshot
        let ranks: TokenRanks
    }

    private func prompt(_ tokens: Int) throws -> Prompt {
        let snapshot = try inputs.model.transformer.prefill(inputs.prompt(inputs.clipped(tokens)))
        try stopwatch.onRun()
        return Prompt(snapshot: snapshot, ranks: try inputs.ranks(snapshot))
    }

    /// One thread reads one head again and again.
    private func rate(bits: Int, cached prompt: Prompt) throws -> AttentionRates.Rate {
        let heads = try heads(1, of: prompt, bits: bits)
        let scratch = try scratch(tokens: prompt.snapshot.tokens.count, seed: 0)
        let reads = max(1, Self.cachedReads / prompt.snapshot.tokens.count)
        let seconds = try stopwatch.median {
            for _ in 0..<reads { heads[0].attend(scratch) }
        }
        return rate(
            bits: bits, place: .cache, bytes: heads[0].bytes * reads,
            tokens: heads[0].tokens * reads, seconds: seconds)
    }

    /// All threads read all heads once.
    private func rate(bits: Int, streamed prompt: Prompt) throws -> AttentionRates.Rate {
        let one = try inputs.plan(bits: bits).bytes(
            shape: shape, promptTokens: prompt.snapshot.tokens.count, newTokens: 1)
        let count = (streamedBytes.rawValue + one.rawValue - 1) / one.rawValue
        let heads = try heads(count, of: prompt, bits: bits)
        let workers = inputs.model.transformer.workers
        let scratch = try (0..<workers.count).map {
            try self.scratch(tokens: prompt.snapshot.tokens.count, seed: UInt64($0))
        }
        let seconds = try stopwatch.median {
            workers.forEach(heads.count) { piece, strand in heads[piece].attend(scratch[strand]) }
        }
        return rate(
            bits: bits, place: .memory, bytes: heads.reduce(0) { $0 + $1.bytes },
            tokens: heads.reduce(0) { $0 + $1.tokens }, seconds: seconds)
    }

    private func rate(
        bits: Int, place: AttentionRates.Place, bytes: Int, tokens: Int, seconds: Double
    ) -> AttentionRates.Rate {
        .init(
            cache: "\(bits)-bit", place: place,
            nanosecondsPerToken: seconds * 1e9 / Double(tokens),
            gigabytesPerSecond: Double(bytes) / seconds / 1e9)
    }

    /// The heads of some caches of a prompt.
    private func heads(_ caches: Int, of prompt: Prompt, bits: Int) throws -> [AttendedHead] {
        let caches = try inputs.caches(
            caches, of: prompt.snapshot, ranks: prompt.ranks, by: try inputs.plan(bits: bits),
            newTokens: 1)
        return caches.flatMap { cache in
            zip(cache.keys.joined(), cache.values.joined()).map {
                AttendedHead(keys: $0, values: $1)
            }
        }
    }

    private func scratch(tokens: Int, seed: UInt64) throws -> AttendedHead.Scratch {
        try AttendedHead.Scratch(
            tokens: tokens, queries: shape.queriesPerKVHead, headDim: shape.headDim,
            seed: inputs.seed &+ seed)
    }
}
