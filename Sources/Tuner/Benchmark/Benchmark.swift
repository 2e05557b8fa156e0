package import Engine

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Measures this machine's rates with a model; every figure is a median of three runs.
package struct Benchmark {
    /// Lengths of the prompts, where the model's context allows them.
    private static let promptLengths = [512, 1450, 4096]
    private static let decodeBits = [16, 8, 4, 2]
    private static let decodedTokens = 32
    private static let candidateSamples = 10
    private static let candidateTokens = 1450
    private static let answerTokens = 7
    /// What a candidate takes of the full cache: one part in so many.
    private static let candidateShare = 12

    private let model: LanguageModel
    private let seed: UInt64
    private var transformer: Transformer { model.transformer }

    /// Prepares for a model; the same seed gives the same prompts.
    package init(_ model: LanguageModel, seed: UInt64 = 0) {
        self.model = model
        self.seed = seed
    }

    /// Stages of `run`, for progress.
    package static let stages = 1 + promptLengths.count + decodeBits.count + 1

    /// Bytes of the prompts that are kept at a time.
    package var snapshotBytes: ByteCount {
        func bytes(_ tokens: Int) -> Int {
            PrefillSnapshot.byteCount(tokens: tokens, shape: model.shape, columnSums: false)
        }
        return ByteCount(
            max(
                Self.candidateSamples * bytes(promptTokens(Self.candidateTokens)),
                bytes(promptTokens(Self.promptLengths[2]))))
    }

    /// Measures everything.
    ///
    /// - Parameter onStage: Hears after each stage how many are done.
    /// - Throws: `MemoryError`, `InferenceError`, or what `onStage` throws.
    package func run(onStage: (Int) throws -> Void) throws -> BenchmarkResult {
        var done = 0
        func measured<Value>(_ value: Value) throws -> Value {
            done += 1
            try onStage(done)
            return value
        }
        let arithmetic = ArithmeticRate(seed: seed)
        let (blas, kernel) = try measured((arithmetic.blas(), arithmetic.kernel()))
        let prefill = try Self.promptLengths.map { try measured(self.prefill($0)) }
        let snapshot = try transformer.prefill(prompt(Self.promptLengths[2]))
        let decode = try Self.decodeBits.map { try measured(self.decode(snapshot, bits: $0)) }
        let candidate = try measured(self.candidate())
        return BenchmarkResult(
            blasCore: ArithmeticRate.blasCore, blasGigaflops: blas, kernelGigaflops: kernel,
            kernels: Kernels.path, threads: transformer.workers.count, prefill: prefill,
            decode: decode, candidate: candidate, peakResident: Self.peakResident)
    }

    private func prefill(_ length: Int) throws -> BenchmarkResult.Prefill {
        let prompt = prompt(length)
        let seconds = try Stopwatch.median { _ = try transformer.prefill(prompt) }
        return .init(
            tokens: prompt.count, tokensPerSecond: Double(prompt.count) / seconds)
    }

    private func decode(
        _ snapshot: PrefillSnapshot, bits: Int
    ) throws -> BenchmarkResult.Decode {
        let plan = try plan(tokens: Tier.all, bits: bits)
        let ranks = try TokenRanks(
            snapshot, retention: plan.retention, workers: transformer.workers)
        // The first token comes from the prompt's own logits, so one more is asked for.
        let newTokens = Self.decodedTokens + 1
        let seconds = try (0...Stopwatch.repetitions).map { _ in
            let caches = try PrefillSnapshot.compressed(
                [snapshot], ranks: [ranks], by: plan, newTokens: [newTokens],
                workers: transformer.workers)
            return try Stopwatch.seconds {
                _ = try transformer.generate(
                    [snapshot], caches: caches, maxNewTokens: newTokens, stops: [])
            }
        }
        let median = Statistics.quantile(0.5, of: Array(seconds.dropFirst()))
        return .init(
            cache: "\(bits)-bit", tokens: snapshot.tokens.count,
            tokensPerSecond: Double(Self.decodedTokens) / median)
    }

    private func candidate() throws -> BenchmarkResult.Candidate {
        let tokens = promptTokens(Self.candidateTokens)
        let samples = try (0..<Self.candidateSamples).map { index in
            try MeasuredSample(
                task: CalibrationTask(
                    id: "\(index)", content: .prompt(""), answers: [], expected: [""],
                    scoring: TaskScoring(metric: .stringMatch), line: index + 1),
                snapshot: try transformer.prefill(prompt(tokens, ordinal: index)),
                answer: randomTokens(Self.answerTokens, ordinal: -1 - index)
                    + [model.tokenizer.endOfTurnToken],
                expected: [""], model: model)
        }
        var evaluator = Evaluator(samples, model: model)
        let kept = try candidateKept(promptTokens: tokens)
        _ = try evaluator.quality(of: plan(tokens: kept, bits: 4))
        let layers = model.shape.layerCount
        return .init(
            samples: samples.count, tokens: tokens,
            seconds: try seconds(evaluator, from: 0, kept: kept),
            secondsFromMiddleLayer: try seconds(evaluator, from: layers / 2, kept: kept),
            secondsFromLastThird: try seconds(evaluator, from: layers - layers / 3, kept: kept))
    }

    /// Seconds of an evaluation after one of `kept` tokens a head, which was alike below a layer.
    private func seconds(_ evaluator: Evaluator, from layer: Int, kept: Int) throws -> Double {
        let measured = try plan(tokens: kept, bits: 4)
        let other = try plan(tokens: kept + 1, bits: 4)
        let plan = try CompressionPlan(
            retention: other.retention, window: other.window, flush: other.flush,
            layers: Array(measured.layers[..<layer] + other.layers[layer...]))
        return try Stopwatch.median {
            // What a copy keeps does not speed up the next one.
            var copy = evaluator
            _ = try copy.quality(of: plan)
        }
    }

    /// As many tokens at 4 bits as a twelfth of the full cache holds.
    private func candidateKept(promptTokens: Int) throws -> Int {
        let full = model.shape.fullCacheBytes(
            promptTokens: promptTokens, newTokens: Self.answerTokens)
        let budget = ByteCount(full.rawValue / Self.candidateShare)
        var (fitting, tooMany) = (1, promptTokens)
        while tooMany - fitting > 1 {
            let tokens = (fitting + tooMany) / 2
            let bytes = try plan(tokens: tokens, bits: 4).bytes(
                shape: model.shape, promptTokens: promptTokens, newTokens: Self.answerTokens)
            if bytes <= budget { fitting = tokens } else { tooMany = tokens }
        }
        return fitting
    }

    private func plan(tokens: Int, bits: Int) throws -> CompressionPlan {
        let tier = try Tier(
            tokens: tokens, precision: Precision(keyBits: bits, valueBits: bits))
        return try CompressionPlan(
            uniform: HeadPlan(tiers: [tier], grouping: Grouping()), shape: model.shape,
            retention: Retention())
    }

    private func prompt(_ length: Int, ordinal: Int = 0) -> [Int] {
        randomTokens(promptTokens(length), ordinal: ordinal)
    }

    /// Length of a prompt that leaves the model's context room for the new tokens.
    private func promptTokens(_ length: Int) -> Int {
        max(1, min(length, model.shape.contextLength - Self.decodedTokens - 1))
    }

    private func randomTokens(_ count: Int, ordinal: Int) -> [Int] {
        var generator = SeededGenerator(seed: seed, generation: count, ordinal: ordinal)
        return (0..<count).map { _ in generator.int(below: model.shape.vocabularySize) }
    }

    /// The most memory that the process has held.
    private static var peakResident: ByteCount {
        var usage = rusage()
        #if canImport(Glibc)
            unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return ByteCount(usage.ru_maxrss * 1024)
        #else
            unsafe getrusage(RUSAGE_SELF, &usage)
            return ByteCount(usage.ru_maxrss)
        #endif
    }
}
