package import Engine
internal import Tuner

/// Prompts and answers of random tokens, and what models make of them.
package struct ToyPrompt: Sendable {
    /// The prompt.
    package let tokens: [Int]
    /// The answer.
    package let answer: [Int]

    /// Draws both; the same seed gives the same ones.
    package init(tokens: Int, answer: Int, vocabulary: Int = ToyModel.tokens.count, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        self.tokens = (0..<tokens).map { _ in generator.int(below: vocabulary) }
        self.answer = (0..<answer).map { _ in generator.int(below: vocabulary) }
    }

    /// Uses tokens that are there.
    package init(tokens: [Int], answer: [Int]) {
        self.tokens = tokens
        self.answer = answer
    }

    /// The prompt after its prefill, with column sums.
    package func snapshot(_ model: LanguageModel) throws -> PrefillSnapshot {
        try model.transformer.prefill(tokens, columnSums: true)
    }

    /// Logits after every fed answer token under a plan.
    package func logits(_ model: LanguageModel, under plan: CompressionPlan) throws -> [[Float]] {
        try Self.logits([self], model, under: plan)[0]
    }

    /// Logits of several prompts' answers as one batch, prompt by prompt.
    package static func logits(
        _ prompts: [ToyPrompt], _ model: LanguageModel, under plan: CompressionPlan
    ) throws -> [[[Float]]] {
        let snapshots = try prompts.map { try $0.snapshot(model) }
        let ranks = try snapshots.map {
            try TokenRanks($0, retention: plan.retention, workers: model.transformer.workers)
        }
        let batch = AnswerBatch(
            zip(snapshots, prompts).map { .init(snapshot: $0, answer: $1.answer) })
        let logits = try model.transformer.logits(batch, under: plan, ranks: ranks)
        return zip(batch.firstRows, prompts).map { first, prompt in
            (first..<first + prompt.answer.count - 1).map { logits[$0].array }
        }
    }

    /// Logits after every fed answer token, which are fed one by one as decoding does.
    ///
    /// - Parameter shift: Positions that every token is moved by; only 0 is right.
    package func decodedLogits(
        _ model: LanguageModel, under plan: CompressionPlan, shift: Int = 0
    ) throws -> [[Float]] {
        let cache = try cache(snapshot(model), model, under: plan, newTokens: answer.count - 1)
        return try answer.dropLast().enumerated().map { index, token in
            let step = SequenceStep(
                cache: cache, tokens: [token], position: tokens.count + index + shift)
            let rows = try model.transformer.extend([step])
            return try model.transformer.logits(rows)[0].array
        }
    }

    /// Logits after some fed answer token as decoding computes it, over a cache to which float32
    /// arithmetic has added the ones before it.
    ///
    /// - Parameter index: Which of the answer's tokens.
    package func decodedStep(
        _ index: Int, _ model: LanguageModel, under plan: CompressionPlan
    ) throws -> [Float] {
        let transformer = model.transformer
        let cache = try cache(snapshot(model), model, under: plan, newTokens: answer.count - 1)
        func step(_ index: Int) -> SequenceStep {
            SequenceStep(cache: cache, tokens: [answer[index]], position: tokens.count + index)
        }
        for earlier in 0..<index { _ = try transformer.extend([step(earlier)]) }
        let rows = try transformer.extend([step(index)], arithmetic: .rounded)
        return try transformer.logits(rows, arithmetic: .rounded)[0].array
    }

    /// Greedy tokens under a plan, end tokens included.
    package func greedy(
        _ model: LanguageModel, under plan: CompressionPlan, count: Int
    ) throws -> [Int] {
        let snapshot = try snapshot(model)
        let cache = try cache(snapshot, model, under: plan, newTokens: count)
        return try model.transformer.generate(
            [snapshot], caches: [cache], maxNewTokens: count, stops: [])[0]
    }

    /// The prompt's cache under a plan.
    package func cache(
        _ snapshot: PrefillSnapshot, _ model: LanguageModel, under plan: CompressionPlan,
        newTokens: Int
    ) throws -> CompressedKVCache {
        let workers = model.transformer.workers
        let ranks = try TokenRanks(snapshot, retention: plan.retention, workers: workers)
        return try PrefillSnapshot.compressed(
            [snapshot], ranks: [ranks], by: plan, newTokens: [newTokens], workers: workers)[0]
    }
}

extension ToyModel {
    /// The model, loaded.
    package func load(threads: Int = 1) throws -> LanguageModel {
        let directory = try TemporaryDirectory()
        // The directory goes with its last use, which must not be the path's making.
        return try withExtendedLifetime(directory) {
            try LanguageModel(path: write(to: directory), threads: threads)
        }
    }
}

extension UniformPlan {
    /// A plan's text as a plan for a model.
    package static func plan(_ text: String, for model: LanguageModel) throws -> CompressionPlan {
        try UniformPlan(text: text).plan(for: model.shape)
    }
}
