internal import Engine

/// Evaluations of plans that keep all tokens, the dearest ones there are.
struct PlanBenchmark {
    private static let samples = 16
    private static let lengths = [1000, 4000]
    private static let answerTokens = 16
    private static let bits = 4

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch

    private var shape: ModelShape { inputs.model.shape }

    /// Runs of `measure`, prompts included.
    static func runs(stopwatch: Stopwatch) -> Int {
        lengths.count * (samples + 4 * stopwatch.runs)
    }

    /// Bytes of the most samples, and of two packed copies of their prompts.
    static func byteCount(_ inputs: BenchmarkInputs) throws -> Int {
        let tokens = inputs.clipped(lengths.reduce(0, max))
        let packed = try inputs.plan(bits: bits).bytes(
            shape: inputs.model.shape, promptTokens: tokens, newTokens: answerTokens)
        return inputs.sampleBytes(samples, tokens: tokens, answerTokens: answerTokens)
            + 2 * samples * packed.rawValue
    }

    /// Measures short and long prompts.
    func measure() throws -> [PlanSeconds] {
        try Self.lengths.map { try seconds(tokens: inputs.clipped($0)) }
    }

    private func seconds(tokens: Int) throws -> PlanSeconds {
        let samples = try inputs.samples(
            Self.samples, tokens: tokens, answerTokens: Self.answerTokens,
            onSample: stopwatch.onRun)
        let plan = try inputs.plan(bits: Self.bits)
        // As dear, and different in every layer.
        let other = try inputs.plan(tokens: tokens - 1, bits: Self.bits)
        var fresh = Evaluator(samples, model: inputs.model, keptShare: 1)
        _ = try fresh.ranks(for: plan.retention)
        var measured = fresh
        _ = try measured.quality(of: plan)
        func from(_ layer: Int) throws -> Double {
            try seconds(
                measured, plan.replaced(layers: layer..<shape.layerCount, by: other))
        }
        return PlanSeconds(
            samples: samples.count, tokens: tokens, answerTokens: Self.answerTokens,
            plan: "all tokens, \(Self.bits)-bit",
            full: try seconds(fresh, plan), fromMiddleLayer: try from(shape.layerCount / 2),
            fromLastThird: try from(shape.layerCount - shape.layerCount / 3),
            keptLayers: try seconds(measured, plan.replaced(layers: 0..<1, by: other)))
    }

    private func seconds(_ evaluator: Evaluator, _ plan: CompressionPlan) throws -> Double {
        try stopwatch.median {
            // What a copy keeps does not speed up the next one.
            var copy = evaluator
            _ = try copy.quality(of: plan)
        }
    }
}
