/// The answers of several prompts, to be scored under any plan as one batch.
package struct AnswerBatch: Sendable {
    /// One prompt and its answer.
    package struct Item: Sendable {
        /// The prompt after its prefill.
        package let snapshot: PrefillSnapshot
        /// The answer's tokens, the end token included; at least two.
        package let answer: [Int]

        /// Pairs a prompt and its answer.
        package init(snapshot: PrefillSnapshot, answer: [Int]) {
            precondition(answer.count >= 2, "an answer of \(answer.count) tokens")
            self.snapshot = snapshot
            self.answer = answer
        }

        /// Tokens that are fed: all but the last.
        package var fedTokens: ArraySlice<Int> { answer.dropLast() }
    }

    /// The prompts and answers.
    package let items: [Item]

    /// Makes a batch.
    package init(_ items: [Item]) { self.items = items }

    /// First row of each item among the batch's rows (one row per fed token).
    package var firstRows: [Int] {
        var row = 0
        return items.map { item in
            defer { row += item.fedTokens.count }
            return row
        }
    }

    /// Rows of the batch.
    package var rowCount: Int { items.reduce(0) { $0 + $1.fedTokens.count } }

    /// Tokens of the longest answer that are fed.
    var longest: Int { items.map(\.fedTokens.count).max() ?? 0 }

    /// Tokens that are fed at the same time, and their rows among the batch's.
    struct Chunk: Sendable {
        let steps: [SequenceStep]
        let rows: [Int]
    }

    /// The next tokens of all answers that have more, chunk after chunk.
    func chunks(of size: Int, over caches: [CompressedKVCache]) -> [Chunk] {
        let firstRows = firstRows
        return stride(from: 0, to: longest, by: size).map { start in
            let active = items.indices.filter { items[$0].fedTokens.count > start }
            let steps = active.map { index in
                let item = items[index]
                return SequenceStep(
                    cache: caches[index],
                    tokens: Array(item.fedTokens.dropFirst(start).prefix(size)),
                    position: item.snapshot.tokens.count + start)
            }
            let rows = zip(active, steps).flatMap { index, step in
                step.tokens.indices.map { firstRows[index] + start + $0 }
            }
            return Chunk(steps: steps, rows: rows)
        }
    }
}

extension Transformer {
    /// Logits after every fed answer token of a batch under a plan, `[rows][V]`.
    ///
    /// - Parameters:
    ///   - ranks: Ranks of each item's tokens under the plan's retention.
    ///   - trace: Receives what attention saw, where wanted, chunk after chunk.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func logits(
        _ batch: AnswerBatch, under plan: CompressionPlan, ranks: [TokenRanks],
        trace: inout AttentionTrace?
    ) throws -> Rows {
        let caches = try PrefillSnapshot.compressed(
            batch.items.map(\.snapshot), ranks: ranks, by: plan,
            newTokens: batch.items.map(\.fedTokens.count), workers: workers)
        return try logits(batch, caches: caches, chunk: plan.flush, trace: &trace)
    }

    /// Logits after every fed answer token of a batch over its caches, which are extended.
    ///
    /// - Parameter chunk: Tokens that are fed at a time: the plan's `flush`, so that flushes happen
    ///   between chunks as decoding would do them.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func logits(
        _ batch: AnswerBatch, caches: [CompressedKVCache], chunk size: Int,
        trace: inout AttentionTrace?
    ) throws -> Rows {
        let final = Rows(
            try Buffer(count: batch.rowCount * shape.hiddenSize).view, count: batch.rowCount,
            width: shape.hiddenSize)
        for chunk in batch.chunks(of: size, over: caches) {
            final.copy(chunk.rows, from: try extend(chunk.steps, trace: &trace))
        }
        return try logits(final)
    }

    /// Logits after every fed answer token of a batch under a plan, `[rows][V]`.
    package func logits(
        _ batch: AnswerBatch, under plan: CompressionPlan, ranks: [TokenRanks]
    ) throws -> Rows {
        var none: AttentionTrace?
        return try logits(batch, under: plan, ranks: ranks, trace: &none)
    }
}
