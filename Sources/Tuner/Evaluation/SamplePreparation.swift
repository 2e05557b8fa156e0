package import Engine

/// Prefills tasks and runs their answers once; everything else is measured from what this keeps.
package struct SamplePreparation: Sendable {
    private let model: LanguageModel
    private let columnSums: Bool
    private let maxNewTokens: Int
    private let room: SnapshotRoom
    private let cache: SnapshotCache?

    /// Prepares for a model.
    ///
    /// - Parameters:
    ///   - columnSums: Whether plans will rank tokens by `h2o`.
    ///   - room: Where snapshots lie.
    ///   - cache: What earlier runs kept of this model's prompts.
    package init(
        model: LanguageModel, columnSums: Bool, maxNewTokens: Int,
        room: SnapshotRoom = SnapshotRoom(), cache: SnapshotCache? = nil
    ) {
        self.model = model
        self.columnSums = columnSums
        self.maxNewTokens = maxNewTokens
        self.room = room
        self.cache = cache
    }

    /// Bytes that the snapshots and references of some tasks will hold, and what an evaluator keeps
    /// of a plan that it measured; where the full cache's own answer serves, the most that it can
    /// have.
    package func byteCount(_ tasks: [TokenizedTask]) -> Int {
        needs(tasks).reduce(0) { $0 + $1.snapshot + $1.other }
    }

    /// The same, task by task.
    package func needs(_ tasks: [TokenizedTask]) -> [SnapshotRoom.Need] {
        tasks.map { task in
            let fed = task.answer.map { $0.count - 1 } ?? max(1, maxNewTokens)
            return SnapshotRoom.Need(
                snapshot: layout(of: task).byteCount,
                other: AnswerReference.byteCount(tokens: fed, shape: model.shape)
                    + Evaluator.keptByteCount(
                        promptTokens: task.prompt.count, fed: fed, shape: model.shape))
        }
    }

    /// Runs the prompts of tasks, and the full cache over their answers, or takes both from the
    /// cache.
    ///
    /// - Parameter onSample: Hears after each task how many are done, and how many prompts of them
    ///   came from the cache.
    /// - Throws: `MachineError` before anything is run if the tasks fit nowhere; `MemoryError`,
    ///   `FileError`, `InferenceError`, or what `onSample` throws.
    package func samples(
        _ tasks: [TokenizedTask], onSample: (_ done: Int, _ cached: Int) throws -> Void
    ) throws -> [MeasuredSample] {
        let blocks = try room.blocks(needs(tasks), for: "\(tasks.count) prefilled prompts")
        var samples: [MeasuredSample] = []
        var cached = 0
        for (task, block) in zip(tasks, blocks) {
            let entry = CacheEntry(
                snapshotOf: task.prompt, layout: layout(of: task),
                modelHash: cache?.modelHash ?? "")
            let isCached = cache?.load(entry, into: block.view) ?? false
            let snapshot = try snapshot(of: task, in: block.view, isFilled: isCached)
            if !isCached { cache?.store(entry, block.view) }
            samples.append(try sample(task, snapshot: snapshot, entry: entry, block: block))
            cached += isCached ? 1 : 0
            try onSample(samples.count, cached)
        }
        return samples
    }

    private func layout(of task: TokenizedTask) -> SnapshotLayout {
        SnapshotLayout(model.shape, tokens: task.prompt.count, columnSums: columnSums)
    }

    private func snapshot(
        of task: TokenizedTask, in block: View<UInt8>, isFilled: Bool
    ) throws -> PrefillSnapshot {
        isFilled
            ? PrefillSnapshot(tokens: task.prompt, layout: layout(of: task), arena: block)
            : try model.transformer.prefill(task.prompt, columnSums: columnSums, into: block)
    }

    private func sample(
        _ task: TokenizedTask, snapshot: PrefillSnapshot, entry: CacheEntry, block: SnapshotBlock
    ) throws -> MeasuredSample {
        var (answer, expected) = (task.answer ?? [], task.task.expected)
        if task.answer == nil {
            let own = try fullAnswer(snapshot)
            answer = own + [model.tokenizer.endOfTurnToken]
            expected = [String(decoding: model.tokenizer.decode(own), as: UTF8.self)]
        }
        return MeasuredSample(
            task: task.task, snapshot: snapshot, answer: answer,
            reference: try reference(snapshot, answer: answer, entry: entry), expected: expected,
            block: block)
    }

    private func reference(
        _ snapshot: PrefillSnapshot, answer: [Int], entry: CacheEntry
    ) throws -> AnswerReference {
        let layout = ReferenceLayout(model.shape, tokens: answer.count - 1)
        let arena = try Buffer<UInt8>(count: layout.byteCount).view
        let entry = CacheEntry(referenceOf: answer, after: entry, layout: layout)
        if cache?.load(entry, into: arena) ?? false {
            return AnswerReference(layout: layout, arena: arena)
        }
        let reference = try model.transformer.reference(snapshot, answer: answer, into: arena)
        cache?.store(entry, arena)
        return reference
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
