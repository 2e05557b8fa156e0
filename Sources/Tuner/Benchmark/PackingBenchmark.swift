internal import Engine

/// Compressing the keys and values of a prompt.
struct PackingBenchmark {
    private static let tokens = 4096
    private static let bits = 4

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch

    /// Runs of `measure`, the prompt included.
    static func runs(stopwatch: Stopwatch) -> Int { 1 + stopwatch.runs }

    /// Tokens of the prompt.
    static func promptTokens(_ inputs: BenchmarkInputs) -> Int { inputs.clipped(tokens) }

    /// Measures one prompt, all tokens kept, with all threads.
    func measure() throws -> PackingRate {
        let tokens = Self.promptTokens(inputs)
        let shape = inputs.model.shape
        let snapshot = try inputs.model.transformer.prefill(inputs.prompt(tokens))
        let ranks = try inputs.ranks(snapshot)
        let plan = try inputs.plan(bits: Self.bits)
        try stopwatch.onRun()
        let seconds = try stopwatch.median {
            _ = try inputs.caches(1, of: snapshot, ranks: ranks, by: plan, newTokens: 1)
        }
        let halves = shape.fullCacheBytes(promptTokens: tokens, newTokens: 0).rawValue
        return PackingRate(
            cache: "\(Self.bits)-bit", tokens: tokens, seconds: seconds,
            gigabytesPerSecond: Double(halves) / seconds / 1e9)
    }
}
