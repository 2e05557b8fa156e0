internal import Engine

/// Prompts, without and with the attention that each token receives, which `h2o` ranks by.
struct PrefillBenchmark {
    /// The longest prompt with column sums: they take as long again as attention does.
    private static let longestWithColumnSums = 4096

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch

    /// Lengths with column sums.
    private static func withColumnSums(_ lengths: [Int]) -> [Int] {
        lengths.filter { $0 <= longestWithColumnSums }
    }

    /// Runs of `measure`.
    static func runs(lengths: [Int], stopwatch: Stopwatch) -> Int {
        (lengths.count + withColumnSums(lengths).count) * stopwatch.runs
    }

    /// Measures prompts of some lengths.
    func measure(lengths: [Int]) throws -> PrefillRates {
        PrefillRates(
            plain: try lengths.map { try rate($0, columnSums: false) },
            columnSums: try Self.withColumnSums(lengths).map { try rate($0, columnSums: true) })
    }

    private func rate(_ length: Int, columnSums: Bool) throws -> PrefillRates.Rate {
        let prompt = inputs.prompt(length)
        let seconds = try stopwatch.median {
            _ = try inputs.model.transformer.prefill(prompt, columnSums: columnSums)
        }
        return .init(
            tokens: length, tokensPerSecond: Double(length) / seconds,
            resident: ResidentMemory.peak)
    }
}
