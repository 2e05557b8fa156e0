internal import Engine

/// One evaluation of a plan that takes a twelfth of the full cache.
struct CandidateBenchmark {
    private static let samples = 10
    private static let tokens = 1450
    private static let answerTokens = 7
    /// What a candidate takes of the full cache: one part in so many.
    private static let share = 12

    let inputs: BenchmarkInputs
    let stopwatch: Stopwatch

    private var shape: ModelShape { inputs.model.shape }

    /// Runs of `measure`, prompts included.
    static func runs(stopwatch: Stopwatch) -> Int { samples + 3 * stopwatch.runs }

    /// Bytes of the samples, and of two packed copies of their prompts.
    static func byteCount(_ inputs: BenchmarkInputs) -> Int {
        let tokens = inputs.clipped(tokens)
        let full = inputs.model.shape.fullCacheBytes(
            promptTokens: tokens, newTokens: answerTokens)
        return inputs.sampleBytes(samples, tokens: tokens, answerTokens: answerTokens)
            + 2 * samples * full.rawValue / share
    }

    /// Measures evaluations that start at the first layer and, after one that was alike below, at
    /// two others.
    func measure() throws -> CandidateSeconds {
        let tokens = inputs.clipped(Self.tokens)
        let samples = try inputs.samples(
            Self.samples, tokens: tokens, answerTokens: Self.answerTokens,
            onSample: stopwatch.onRun)
        var evaluator = Evaluator(samples, model: inputs.model)
        let kept = try kept(promptTokens: tokens)
        _ = try evaluator.quality(of: inputs.plan(tokens: kept, bits: 4))
        let layers = shape.layerCount
        return CandidateSeconds(
            samples: samples.count, tokens: tokens,
            seconds: try seconds(evaluator, from: 0, kept: kept),
            fromMiddleLayer: try seconds(evaluator, from: layers / 2, kept: kept),
            fromLastThird: try seconds(evaluator, from: layers - layers / 3, kept: kept))
    }

    /// Seconds of an evaluation after one of `kept` tokens a head, which was alike below a layer.
    private func seconds(_ evaluator: Evaluator, from layer: Int, kept: Int) throws -> Double {
        let measured = try inputs.plan(tokens: kept, bits: 4)
        let plan = try measured.replaced(
            layers: layer..<shape.layerCount, by: inputs.plan(tokens: kept + 1, bits: 4))
        return try stopwatch.median {
            // What a copy keeps does not speed up the next one.
            var copy = evaluator
            _ = try copy.quality(of: plan)
        }
    }

    /// As many tokens at 4 bits as a twelfth of the full cache holds.
    private func kept(promptTokens: Int) throws -> Int {
        let full = shape.fullCacheBytes(promptTokens: promptTokens, newTokens: Self.answerTokens)
        let budget = ByteCount(full.rawValue / Self.share)
        var (fitting, tooMany) = (1, promptTokens)
        while tooMany - fitting > 1 {
            let tokens = (fitting + tooMany) / 2
            let bytes = try inputs.plan(tokens: tokens, bits: 4).bytes(
                shape: shape, promptTokens: promptTokens, newTokens: Self.answerTokens)
            if bytes <= budget { fitting = tokens } else { tooMany = tokens }
        }
        return fitting
    }
}

extension CompressionPlan {
    /// The same plan with some layers of another.
    func replaced(layers: Range<Int>, by other: CompressionPlan) throws -> CompressionPlan {
        var mixed = self.layers
        mixed.replaceSubrange(layers, with: other.layers[layers])
        return try CompressionPlan(
            retention: retention, window: window, flush: flush, layers: mixed)
    }
}
