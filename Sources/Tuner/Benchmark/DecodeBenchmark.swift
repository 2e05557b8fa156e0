internal import Engine

/// New tokens of one sequence over its stored prompt.
struct DecodeBenchmark {
    /// Widths of the caches, from many to few bits.
    static let widths = [16, 8, 6, 5, 4, 3, 2]

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch

    /// Runs of `measure`, prompts included.
    static func runs(lengths: [Int], stopwatch: Stopwatch) -> Int {
        lengths.count * (1 + widths.count * stopwatch.runs)
    }

    /// Measures caches of some lengths, each in all widths.
    func measure(lengths: [Int]) throws -> DecodeRates {
        DecodeRates(
            rates: try lengths.flatMap { length in
                let snapshot = try inputs.model.transformer.prefill(inputs.prompt(length))
                let ranks = try inputs.ranks(snapshot)
                try stopwatch.onRun()
                return try Self.widths.map { try rate(snapshot, ranks, bits: $0) }
            })
    }

    private func rate(
        _ snapshot: PrefillSnapshot, _ ranks: TokenRanks, bits: Int
    ) throws -> DecodeRates.Rate {
        let plan = try inputs.plan(bits: bits)
        // The first token comes from the prompt's own logits, so one more is asked for.
        let newTokens = BenchmarkRequest.decodedTokens + 1
        let seconds = try stopwatch.median {
            try inputs.caches(1, of: snapshot, ranks: ranks, by: plan, newTokens: newTokens)
        } timing: { caches in
            _ = try inputs.model.transformer.generate(
                [snapshot], caches: caches, maxNewTokens: newTokens, stops: [])
        }
        return .init(
            cache: "\(bits)-bit", tokens: snapshot.tokens.count,
            tokensPerSecond: Double(BenchmarkRequest.decodedTokens) / seconds)
    }
}
