/// A batch's answers run under one plan, and what runs under similar plans take from it.
///
/// A layer sees nothing of the layers above it, chunks and flushes included. So a plan that equals
/// this run's up to a layer gives the same states below it, to the bit, and starts there.
package struct AnswerRun: Sendable {
    /// The plan.
    package let plan: CompressionPlan
    /// The first layer that was run; the number of layers if an earlier run gave all of them.
    package let firstLayer: Int
    /// The residual stream of all rows as it enters each layer and then as it leaves the last,
    /// `[L + 1]` times `[rows][hidden]`.
    let states: [Rows]
    /// The answers' caches, of whose packed prompts later runs keep what they can; none if they were
    /// let go.
    let caches: [CompressedKVCache]?

    /// The residual stream's rows after the last layer, `[rows][hidden]`.
    package var final: Rows { states[states.count - 1] }

    /// The same run without its caches, whose prompts a later run then has to pack anew.
    package var withoutCaches: AnswerRun {
        AnswerRun(plan: plan, firstLayer: firstLayer, states: states, caches: nil)
    }

    /// Bytes of the states of some rows.
    package static func stateByteCount(rows: Int, shape: ModelShape) -> Int {
        4 * (shape.layerCount + 1) * rows * shape.hiddenSize
    }

    /// Layers that a plan for the same batch runs as this run did, from the first one on.
    ///
    /// - Parameter longest: Tokens of the longest answer that are fed; flushes that come later than
    ///   that are alike.
    func sharedLayers(with other: CompressionPlan, longest: Int) -> Int {
        guard plan.ranksPrompts(like: other),
            min(plan.flush, longest) == min(other.flush, longest)
        else { return 0 }
        return zip(plan.layers, other.layers).prefix { $0 == $1 }.count
    }
}

extension Transformer {
    /// Runs a batch's answers under a plan, from the first layer on that an earlier run does not
    /// give; whatever that run is, the result is the same to the bit.
    ///
    /// - Parameters:
    ///   - ranks: Ranks of each item's tokens under the plan's retention.
    ///   - base: A run of the same batch.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func run(
        _ batch: AnswerBatch, under plan: CompressionPlan, ranks: [TokenRanks],
        after base: AnswerRun?
    ) throws -> AnswerRun {
        let caches = try PrefillSnapshot.compressed(
            batch.items.map(\.snapshot), ranks: ranks, by: plan,
            newTokens: batch.items.map(\.fedTokens.count), workers: workers,
            reusing: base?.caches)
        let start = base?.sharedLayers(with: plan, longest: batch.longest) ?? 0
        var states = base.map { Array($0.states[...start]) } ?? []
        if states.isEmpty { states.append(try embed(batch.items.flatMap(\.fedTokens))) }
        for _ in start..<shape.layerCount {
            states.append(
                Rows(
                    try Buffer(count: batch.rowCount * shape.hiddenSize).view,
                    count: batch.rowCount, width: shape.hiddenSize))
        }
        let run = AnswerRun(plan: plan, firstLayer: start, states: states, caches: caches)
        guard start < shape.layerCount else { return run }
        for chunk in batch.chunks(of: plan.flush, over: caches) {
            let x = try states[start].gathered(chunk.rows)
            try pass(x, StepBatch(chunk.steps), from: start) { layer, _ in
                if layer > start { states[layer].copy(chunk.rows, from: x) }
            }
            run.final.copy(chunk.rows, from: x)
        }
        return run
    }
}
