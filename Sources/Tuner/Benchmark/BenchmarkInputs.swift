internal import Engine

/// Prompts, samples and plans of the measurements; the same seed gives the same.
struct BenchmarkInputs {
    let model: LanguageModel
    let seed: UInt64

    /// A prompt of random tokens.
    func prompt(_ length: Int, ordinal: Int = 0) -> [Int] {
        var generator = SeededGenerator(seed: seed, generation: length, ordinal: ordinal)
        return (0..<length).map { _ in generator.int(below: model.shape.vocabularySize) }
    }

    /// A length that leaves the model's context room for new tokens.
    func clipped(_ length: Int) -> Int {
        min(length, BenchmarkRequest.longestDecode(model.shape))
    }

    /// Prefilled random prompts with random answers of `answerTokens` that are fed.
    ///
    /// - Parameter onSample: Hears of each.
    /// - Throws: `MemoryError`, `InferenceError`, or what `onSample` throws.
    func samples(
        _ count: Int, tokens: Int, answerTokens: Int, onSample: () throws -> Void
    ) throws -> [MeasuredSample] {
        try (0..<count).map { index in
            let snapshot = try model.transformer.prefill(prompt(tokens, ordinal: index))
            let sample = try MeasuredSample(
                task: CalibrationTask(
                    id: "\(index)", content: .prompt(""), answers: [], expected: [""],
                    scoring: TaskScoring(metric: .stringMatch), line: index + 1),
                snapshot: snapshot,
                answer: prompt(answerTokens, ordinal: -1 - index)
                    + [model.tokenizer.endOfTurnToken],
                expected: [""], model: model)
            try onSample()
            return sample
        }
    }

    /// Bytes of what `samples` makes.
    func sampleBytes(_ count: Int, tokens: Int, answerTokens: Int) -> Int {
        let sample =
            PrefillSnapshot.byteCount(tokens: tokens, shape: model.shape, columnSums: false)
            + AnswerReference.byteCount(tokens: answerTokens, shape: model.shape)
        return count * sample
    }

    /// A plan that treats every head alike, with as many bits for keys as for values.
    func plan(tokens: Int = Tier.all, bits: Int) throws -> CompressionPlan {
        let tier = try Tier(
            tokens: tokens, precision: Precision(keyBits: bits, valueBits: bits))
        return try CompressionPlan(
            uniform: HeadPlan(tiers: [tier], grouping: Grouping()), shape: model.shape,
            retention: Retention())
    }

    /// Caches of one prompt under a plan, each in memory of its own.
    func caches(
        _ count: Int, of snapshot: PrefillSnapshot, ranks: TokenRanks, by plan: CompressionPlan,
        newTokens: Int
    ) throws -> [CompressedKVCache] {
        try PrefillSnapshot.compressed(
            Array(repeating: snapshot, count: count), ranks: Array(repeating: ranks, count: count),
            by: plan, newTokens: Array(repeating: newTokens, count: count),
            workers: model.transformer.workers)
    }

    /// Ranks of a prompt's tokens as the plans want them.
    func ranks(_ snapshot: PrefillSnapshot) throws -> TokenRanks {
        try TokenRanks(snapshot, retention: Retention(), workers: model.transformer.workers)
    }
}
