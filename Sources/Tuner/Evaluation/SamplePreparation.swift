package import Engine

/// Prefills tasks and runs their answers once; everything else is measured from what this keeps.
package struct SamplePreparation: Sendable {
    private let model: LanguageModel
    private let columnSums: Bool
    private let maxNewTokens: Int

    /// Prepares for a model.
    ///
    /// - Parameter columnSums: Whether plans will rank tokens by `h2o`.
    package init(model: LanguageModel, columnSums: Bool, maxNewTokens: Int) {
        self.model = model
        self.columnSums = columnSums
        self.maxNewTokens = maxNewTokens
    }

    /// Bytes that the snapshots and references of some tasks will hold, and what an evaluator keeps
    /// of a plan that it measured; where the full cache's own answer serves, the most that it can
    /// have.
    package func byteCount(_ tasks: [TokenizedTask]) -> Int {
        tasks.reduce(0) { sum, task in
            let fed = task.answer.map { $0.count - 1 } ?? max(1, maxNewTokens)
            return sum
                + PrefillSnapshot.byteCount(
                    tokens: task.prompt.count, shape: model.shape, columnSums: columnSums)
                + AnswerReference.byteCount(tokens: fed, shape: model.shape)
                + Evaluator.keptByteCount(
                    promptTokens: task.prompt.count, fed: fed, shape: model.shape)
        }
    }

    /// Runs the prompts of tasks, and the full cache over their answers.
    ///
    /// - Parameter onSample: Hears after each task how many are done.
    /// - Throws: `MemoryError`, `InferenceError`, or what `onSample` throws.
    package func samples(
        _ tasks: [TokenizedTask], onSample: (Int) throws -> Void
    ) throws -> [MeasuredSample] {
        var samples: [MeasuredSample] = []
        for (index, task) in tasks.enumerated() {
            let snapshot = try model.transformer.prefill(task.prompt, columnSums: columnSums)
            samples.append(try sample(task, snapshot: snapshot))
            try onSample(index + 1)
        }
        return samples
    }

    private func sample(
        _ task: TokenizedTask, snapshot: PrefillSnapshot
    ) throws -> MeasuredSample {
        if let answer = task.answer {
            return try MeasuredSample(
                task: task.task, snapshot: snapshot, answer: answer, expected: task.task.expected,
                model: model)
        }
        let own = try fullAnswer(snapshot)
        let text = String(decoding: model.tokenizer.decode(own), as: UTF8.self)
        return try MeasuredSample(
            task: task.task, snapshot: snapshot, answer: own + [model.tokenizer.endOfTurnToken],
            expected: [text], model: model)
    }

    /// The full cache's own greedy answer, at least one token.
    private func fullAnswer(_ snapshot: PrefillSnapshot) throws -> [Int] {
        let plan = try CompressionPlan.keepAll(shape: model.shape)
        let workers = model.transformer.workers
        let ranks = try TokenRanks(snapshot, retention: plan.retention, workers: workers)
        let caches = try PrefillSnapshot.compressed(
            [snapshot], ranks: [ranks], by: plan, newTokens: [maxNewTokens], workers: workers)
        let output = try model.transformer.generate(
            [snapshot], caches: caches, maxNewTokens: maxNewTokens, stops: model.tokenizer.stops)
        return output[0].isEmpty ? [Kernels.argMax(snapshot.lastLogits)] : output[0]
    }
}
