package import Engine

/// Measures plans on samples, beside the full cache on the same samples.
///
/// Of each batch the best run of the last frame stays: the next plan runs from the first layer that
/// differs and packs the heads that differ. A search exchanges heads of its best plan, which plans
/// in between must not push out. No figure depends on what was measured before.
package struct Evaluator {
    /// Rows of answer tokens that are scored as one batch.
    private static let batchRows = 256
    /// Samples that are decoded as one batch.
    private static let batchSamples = 32

    /// What the packed prompts that are kept may take of the full cache by default: one part in so
    /// many.
    package static let defaultKeptShare = 4

    /// The samples.
    package let samples: [MeasuredSample]
    /// The samples in a study, which remembers what was measured; nil where nothing is kept.
    let recorded: RecordedSamples?
    /// Plans that were run, not counting those that the study gave.
    private(set) var runCount = 0
    private let model: LanguageModel
    private let keptShare: Int
    private let batches: [Range<Int>]
    /// Ranks of each sample's tokens, computed when a retention is first met.
    private var ranks: [Retention: [TokenRanks]] = [:]
    /// What the next plan starts from, batch by batch.
    private var bases: [Base?]

    /// A run that stays, and its loss.
    private struct Base {
        let run: AnswerRun
        let loss: Double

        /// Whether a later run takes its place: one of another frame, which shares nothing with this
        /// one, or one that is not worse.
        func gives(wayTo plan: CompressionPlan, loss: Double) -> Bool {
            PlanFrame(of: plan) != PlanFrame(of: run.plan) || loss <= self.loss
        }
    }

    /// Measures plans on some samples; nothing is run yet.
    ///
    /// - Parameters:
    ///   - keptShare: Packed prompts are kept where they take at most one part in so many of the full
    ///   cache; no figure depends on it.
    ///   - recorded: The same samples in a study: what it holds is not measured again, what it does
    ///   not hold is kept there before it is returned.
    package init(
        _ samples: [MeasuredSample], model: LanguageModel, keptShare: Int = defaultKeptShare,
        recorded: RecordedSamples? = nil
    ) {
        precondition(!samples.isEmpty, "an evaluator of no samples")
        precondition(recorded.map { $0.numbers.count == samples.count } ?? true)
        self.samples = samples
        self.recorded = recorded
        self.model = model
        self.keptShare = keptShare
        batches = Self.batches(samples)
        bases = Array(repeating: nil, count: batches.count)
    }

    /// The most bytes that are kept of measured plans for a sample by default.
    ///
    /// - Parameter fed: Tokens of its answer that are fed.
    package static func keptByteCount(
        promptTokens: Int, fed: Int, shape: ModelShape
    ) -> Int {
        AnswerRun.stateByteCount(rows: fed, shape: shape)
            + shape.fullCacheBytes(promptTokens: promptTokens, newTokens: fed).rawValue
            / defaultKeptShare
    }

    /// Some of the samples, with nothing run yet.
    func part(_ range: Range<Int>) -> Evaluator {
        Evaluator(
            Array(samples[range]), model: model, keptShare: keptShare,
            recorded: recorded?[range])
    }

    /// Teacher-forces all answers under a plan.
    ///
    /// - Throws: `MemoryError`, `InferenceError`, or `StudyError`.
    package mutating func quality(of plan: CompressionPlan) throws -> [SampleQuality] {
        if let known = try recorded?.qualities(of: plan) { return known }
        let measured = try run(plan)
        runCount += 1
        try recorded?.record(measured, of: plan)
        return measured
    }

    /// Divergences of the samples under a plan, nats per token; those of one that the engine cannot run are infinite,
    /// which a study remembers as well.
    ///
    /// - Throws: `MemoryError`, or `StudyError`.
    package mutating func losses(of plan: CompressionPlan) throws -> [Double] {
        do {
            return try quality(of: plan).map(\.kl)
        } catch is InferenceError {
            runCount += 1
            let failed = samples.map { _ in SampleQuality.failed }
            try recorded?.record(failed, of: plan)
            return failed.map(\.kl)
        }
    }

    private mutating func run(_ plan: CompressionPlan) throws -> [SampleQuality] {
        let ranks = try ranks(for: plan.retention)
        var result: [SampleQuality] = []
        for (index, batch) in batches.enumerated() {
            let answers = Self.answers(samples[batch])
            let run = try model.transformer.run(
                answers, under: plan, ranks: Array(ranks[batch]), after: bases[index]?.run)
            let logits = try model.transformer.logits(run.final)
            let qualities = try zip(samples[batch], answers.firstRows).map { sample, first in
                let rows = first..<first + sample.reference.tokens
                return try quality(of: logits[rows], on: sample)
            }
            result += qualities
            keep(run, loss: Statistics.mean(qualities.map(\.kl)), ofBatch: index)
        }
        return result
    }

    /// Quality of the full cache itself: no divergence, its own likelihood.
    package func fullQuality() throws -> [SampleQuality] {
        try samples.map { try quality(of: $0.reference.logits, on: $0) }
    }

    /// Scores of greedy decoding under a plan, one a sample, 0 to 1.
    ///
    /// - Throws: `MemoryError`, `InferenceError`, or `StudyError`.
    package mutating func scores(
        of plan: CompressionPlan, maxNewTokens: Int
    ) throws -> [Double] {
        if let known = try recorded?.scores(of: plan, maxNewTokens: maxNewTokens) { return known }
        let scores = try decode(plan, maxNewTokens: maxNewTokens)
        try recorded?.record(scores: scores, of: plan, maxNewTokens: maxNewTokens)
        return scores
    }

    private mutating func decode(_ plan: CompressionPlan, maxNewTokens: Int) throws -> [Double] {
        let ranks = try ranks(for: plan.retention)
        var scores: [Double] = []
        for start in stride(from: 0, to: samples.count, by: Self.batchSamples) {
            let batch = start..<min(start + Self.batchSamples, samples.count)
            let snapshots = samples[batch].map(\.snapshot)
            let caches = try PrefillSnapshot.compressed(
                snapshots, ranks: Array(ranks[batch]), by: plan,
                newTokens: Array(repeating: maxNewTokens, count: batch.count),
                workers: model.transformer.workers)
            let outputs = try model.transformer.generate(
                snapshots, caches: caches, maxNewTokens: maxNewTokens,
                stops: model.tokenizer.stops)
            for (sample, output) in zip(samples[batch], outputs) {
                let text = String(decoding: model.tokenizer.decode(output), as: UTF8.self)
                scores.append(sample.task.scoring.score(text, expected: sample.expected))
            }
        }
        return scores
    }

    /// Scores of greedy decoding on the full cache.
    package mutating func fullScores(maxNewTokens: Int) throws -> [Double] {
        try scores(of: .keepAll(shape: model.shape), maxNewTokens: maxNewTokens)
    }

    /// Ranks of each sample's tokens under a retention.
    package mutating func ranks(for retention: Retention) throws -> [TokenRanks] {
        if let known = ranks[retention] { return known }
        let computed = try samples.map {
            try TokenRanks(
                $0.snapshot, retention: retention, workers: model.transformer.workers)
        }
        ranks[retention] = computed
        return computed
    }

    /// Quality of a sample's logits, `[T][V]`.
    private func quality(of logits: Rows, on sample: MeasuredSample) throws -> SampleQuality {
        let full = sample.reference
        let rows = try model.transformer.workers.map(logits.count) { row in
            let logSum = Kernels.logSumExp(logits[row])
            // A negative zero would not survive a study: SQLite keeps whole numbers as integers.
            return SampleQuality(
                kl: 0
                    + Kernels.divergence(
                        full.logits[row], logSum: full.logSums[row], from: logits[row],
                        logSum: logSum),
                nll: 0 + logSum - Double(logits[row][sample.answer[row + 1]]),
                agreement:
                    Kernels.argMax(logits[row]) == Kernels.argMax(full.logits[row]) ? 1 : 0)
        }
        return SampleQuality(meanOf: rows)
    }

    /// Keeps a run to start from, if it is a better one than what is kept.
    private mutating func keep(_ run: AnswerRun, loss: Double, ofBatch index: Int) {
        guard bases[index]?.gives(wayTo: run.plan, loss: loss) ?? true else { return }
        let isSmall = keepsPrompts(of: run.plan, batches[index])
        bases[index] = Base(run: isSmall ? run : run.withoutCaches, loss: loss)
    }

    /// Whether a plan's packed prompts are small enough to stay.
    private func keepsPrompts(of plan: CompressionPlan, _ batch: Range<Int>) -> Bool {
        var packed = ByteCount(0)
        var full = ByteCount(0)
        for sample in samples[batch] {
            let (prompt, fed) = (sample.snapshot.tokens.count, sample.reference.tokens)
            packed =
                packed + plan.bytes(shape: model.shape, promptTokens: prompt, newTokens: fed)
            full = full + model.shape.fullCacheBytes(promptTokens: prompt, newTokens: fed)
        }
        return packed * keptShare <= full
    }

    private static func answers(_ samples: ArraySlice<MeasuredSample>) -> AnswerBatch {
        AnswerBatch(samples.map { .init(snapshot: $0.snapshot, answer: $0.answer) })
    }

    /// Cuts samples into as many batches of `batchRows` fed tokens as they fill, about equal ones: a
    /// few rows that are left over would expand all weights once more.
    private static func batches(_ samples: [MeasuredSample]) -> [Range<Int>] {
        let total = samples.reduce(0) { $0 + $1.reference.tokens }
        let count = (total + batchRows - 1) / batchRows
        var batches: [Range<Int>] = []
        var (start, rows) = (0, 0)
        for (index, sample) in samples.enumerated() {
            rows += sample.reference.tokens
            if rows * count >= total * (batches.count + 1) {
                batches.append(start..<index + 1)
                start = index + 1
            }
        }
        return batches
    }
}

extension SampleQuality {
    /// What counts for a plan that could not be run.
    fileprivate static let failed = SampleQuality(kl: .infinity, nll: .infinity, agreement: 0)

    fileprivate init(meanOf rows: [SampleQuality]) {
        self.init(
            kl: Self.number(rows.map(\.kl)), nll: Self.number(rows.map(\.nll)),
            agreement: Statistics.mean(rows.map(\.agreement)))
    }

    /// The mean; what is no number counts as infinitely bad.
    private static func number(_ values: [Double]) -> Double {
        let mean = Statistics.mean(values)
        return mean.isNaN ? .infinity : mean
    }
}
