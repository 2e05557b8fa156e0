package import Engine

/// What a run would do, how much memory it takes and about how long.
package struct RunForecast: Sendable {
    /// Tasks that would be measured, search and held-out together.
    package let samples: Int
    /// Their prompts' tokens.
    package let tokens: Int
    /// Where their prefilled prompts would lie.
    package let room: SnapshotRoom.Split
    /// Bytes of the smallest plan that the search knows, for all sequences.
    package let smallest: ByteCount
    /// Bytes of the largest plan, the full cache, for all sequences.
    package let largest: ByteCount
    /// What bytes are counted for.
    package let budget: SearchBudget
    /// About how long a run would take: the time of a short prefill, scaled to the prompts of all
    /// tasks and to what the trials feed of the answers.
    package let seconds: Double

    /// The result line of `tune --dry-run --json`.
    package func json(skipped: Int) -> JSONEncoding {
        [
            "samples": .int(samples), "skipped": .int(skipped), "tokens": .int(tokens),
            "memory_bytes": .int(room.memory.rawValue), "disk_bytes": .int(room.disk.rawValue),
            "smallest_bytes": .int(smallest.rawValue), "budget_bytes": .int(budget.bytes.rawValue),
            "full_bytes": .int(largest.rawValue),
            "context": .int(budget.context), "max_new_tokens": .int(budget.maxNewTokens),
            "expected_seconds": .double(seconds),
        ]
    }

    /// The same for people.
    package func lines(skipped: Int) -> [String] {
        [
            "samples: \(samples) with \(tokens) prompt tokens (\(skipped) left out)",
            "prefilled prompts: \(room.memory) in memory, \(room.disk) on disk",
            "bytes are counted for \(budget.context) prompt and \(budget.maxNewTokens) new tokens",
            "smallest plan: \(smallest), full cache: \(largest), budget: \(budget.bytes)",
            "expected time: about \(Int(seconds.rounded(.up))) s",
        ]
    }
}

extension TuningRun {
    /// Tokens of the prefill that is timed.
    private static let timedTokens = 256
    /// What an evaluation costs beside feeding its answers' tokens: compression and attention.
    private static let evaluationOverhead = 2.0

    /// Says what `run` would do; runs one short prefill to time it.
    ///
    /// - Parameter room: Where prompts would lie.
    /// - Throws: `MemoryError`, or `InferenceError`.
    package func forecast(in room: SnapshotRoom) throws -> RunForecast {
        let tasks = split.search + split.select + split.certify
        let tokens = tasks.reduce(0) { $0 + $1.prompt.count }
        let probe = Array(tasks[0].prompt.prefix(Self.timedTokens))
        let start = ContinuousClock.now
        _ = try model.transformer.prefill(probe)
        let perToken = (ContinuousClock.now - start) / .seconds(1) / Double(probe.count)
        let answers = split.search.reduce(0) { $0 + ($1.answer?.count ?? budget.maxNewTokens) }
        let fed =
            Double((request.trials ?? TuningRequest.defaultTrials) * answers)
            * Self.evaluationOverhead
        let preparation = SamplePreparation(
            model: model, columnSums: false, maxNewTokens: budget.maxNewTokens)
        return RunForecast(
            samples: tasks.count, tokens: tokens, room: room.split(preparation.needs(tasks)),
            smallest: try smallestBytes() * budget.concurrency,
            largest: fullBytes * budget.concurrency,
            budget: budget, seconds: perToken * (Double(tokens) + fed))
    }
}
