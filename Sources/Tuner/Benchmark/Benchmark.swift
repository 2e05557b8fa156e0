package import Engine

/// Measures this machine's rates with a model; every figure is a median after a warm-up.
package struct Benchmark {
    private let model: LanguageModel
    private let request: BenchmarkRequest
    private var inputs: BenchmarkInputs { BenchmarkInputs(model: model, seed: request.seed) }

    /// Prepares for a model.
    package init(_ model: LanguageModel, request: BenchmarkRequest) {
        self.model = model
        self.request = request
    }

    /// Calls of `onRun` that `run` makes.
    package var runs: Int { request.sections.reduce(0) { $0 + runs(of: $1) } }

    private func runs(of section: BenchmarkSection) -> Int {
        let stopwatch = Stopwatch(repetitions: request.repetitions) {}
        let threads = model.transformer.workers.count
        return switch section {
        case .arithmetic: ArithmeticBenchmark.runs(threads: threads, stopwatch: stopwatch)
        case .prefill: PrefillBenchmark.runs(lengths: request.prefillTokens, stopwatch: stopwatch)
        case .decode: DecodeBenchmark.runs(lengths: request.decodeTokens, stopwatch: stopwatch)
        case .attention: AttentionBenchmark.runs(stopwatch: stopwatch)
        case .packing: PackingBenchmark.runs(stopwatch: stopwatch)
        case .candidates:
            CandidateBenchmark.runs(stopwatch: stopwatch) + PlanBenchmark.runs(stopwatch: stopwatch)
        }
    }

    /// Bytes that the largest section keeps at a time.
    package func byteCount() throws -> ByteCount {
        ByteCount(try request.sections.map(byteCount(of:)).reduce(0, max))
    }

    private func byteCount(of section: BenchmarkSection) throws -> Int {
        func snapshot(_ tokens: Int) -> Int {
            PrefillSnapshot.byteCount(tokens: tokens, shape: model.shape, columnSums: true)
        }
        return switch section {
        case .arithmetic: PackedProductBenchmark.matrixBytes
        case .prefill: snapshot(request.prefillTokens.reduce(0, max))
        case .decode: 2 * snapshot(request.decodeTokens.reduce(0, max))
        case .attention:
            snapshot(AttentionBenchmark.longestPrompt(inputs)) + request.attentionBytes.rawValue
        case .packing: 2 * snapshot(PackingBenchmark.promptTokens(inputs))
        case .candidates:
            max(CandidateBenchmark.byteCount(inputs), try PlanBenchmark.byteCount(inputs))
        }
    }

    /// Measures the sections that are asked for.
    ///
    /// - Parameter onRun: Hears of each run that is timed, and of each prompt that is prepared.
    /// - Throws: `MemoryError`, `InferenceError`, or what `onRun` throws.
    package func run(onRun: @escaping () throws -> Void) throws -> BenchmarkResult {
        let stopwatch = Stopwatch(repetitions: request.repetitions, onRun: onRun)
        var result = BenchmarkResult(
            kernels: Kernels.path, threads: model.transformer.workers.count)
        for section in BenchmarkSection.allCases where request.sections.contains(section) {
            try measure(section, stopwatch, into: &result)
        }
        result.peakResident = ResidentMemory.peak
        return result
    }

    private func measure(
        _ section: BenchmarkSection, _ stopwatch: Stopwatch, into result: inout BenchmarkResult
    ) throws {
        switch section {
        case .arithmetic:
            result.arithmetic = try ArithmeticBenchmark(
                seed: request.seed, workers: model.transformer.workers, stopwatch: stopwatch
            ).measure()
        case .prefill:
            result.prefill = try PrefillBenchmark(inputs: inputs, stopwatch: stopwatch)
                .measure(lengths: request.prefillTokens)
        case .decode:
            result.decode = try DecodeBenchmark(inputs: inputs, stopwatch: stopwatch)
                .measure(lengths: request.decodeTokens)
        case .attention:
            result.attention = try AttentionBenchmark(
                inputs: inputs, stopwatch: stopwatch, streamedBytes: request.attentionBytes
            ).measure()
        case .packing:
            result.packing = try PackingBenchmark(inputs: inputs, stopwatch: stopwatch).measure()
        case .candidates:
            result.candidate = try CandidateBenchmark(inputs: inputs, stopwatch: stopwatch)
                .measure()
            result.candidates = try PlanBenchmark(inputs: inputs, stopwatch: stopwatch).measure()
        }
    }
}
