extension Transformer {
    /// Feeds new tokens of several sequences as one batch.
    ///
    /// A token attends to its cache and to itself as stored. A row's result does not depend on the
    /// other rows of the batch.
    ///
    /// - Parameters:
    ///   - steps: The sequences; their rows lie one after the other.
    ///   - arithmetic: How; the default is what scoring does.
    ///   - trace: Receives what attention saw, where wanted.
    /// - Returns: The residual stream's rows after the last layer.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    package func extend(
        _ steps: [SequenceStep], arithmetic: StepArithmetic = .exact,
        trace: inout AttentionTrace?
    ) throws -> Rows {
        let batch = StepBatch(steps)
        let x = try embed(batch.tokens)
        try pass(x, batch, from: 0, arithmetic: arithmetic) { _, memory in
            if trace != nil { try trace?.record(x: x, memory) }
        }
        return x
    }

    /// Takes new tokens of several sequences through the layers from one on.
    ///
    /// - Parameters:
    ///   - x: The residual stream's rows as they enter that layer; afterwards, as they leave the last.
    ///   - onLayer: Hears of each layer when its attention is done and `x` is what entered it.
    /// - Throws: `MemoryError`, `InferenceError.beyondHalf`, or what `onLayer` throws.
    func pass(
        _ x: Rows, _ batch: StepBatch, from start: Int, arithmetic: StepArithmetic = .exact,
        onLayer: (_ layer: Int, _ memory: PassMemory) throws -> Void
    ) throws {
        let memory = try PassMemory(rows: batch.rowCount, self, arithmetic: arithmetic)
        let positions = batch.positions
        guard let first = positions.min(), let last = positions.max() else { return }
        let rotary = try RotaryTable(
            positions: first..<last + 1, frequencies: weights.ropeFrequencies)
        let attention = try StoredAttention(self, batch: batch, arithmetic: arithmetic)
        for (index, layer) in weights.layers.enumerated().dropFirst(start) {
            norm(x, weight: layer.attentionNorm, into: memory.normed)
            workers.apply(
                layer.queryKeyValue, to: memory.normed, into: memory.projected,
                rounding: memory.rounding)
            let rotated = (shape.headCount + shape.kvHeadCount) * shape.headDim
            workers.forEachRow(batch.rowCount) { row in
                rotary.rotate(memory.projected[row][0..<rotated], to: positions[row])
            }
            try attention.run(layer: index, memory.projected, into: memory.attended)
            try onLayer(index, memory)
            finishLayer(layer, x: x, memory: memory)
        }
    }

    /// Feeds new tokens of several sequences as one batch.
    package func extend(
        _ steps: [SequenceStep], arithmetic: StepArithmetic = .exact
    ) throws -> Rows {
        var none: AttentionTrace?
        return try extend(steps, arithmetic: arithmetic, trace: &none)
    }
}

extension AttentionTrace {
    fileprivate mutating func record(
        x: Rows, _ memory: Transformer.PassMemory
    ) throws(MemoryError) {
        let queryWidth = memory.attended.width
        states.append(try x.copied())
        queries.append(try memory.projected[columns: 0..<queryWidth].copied())
        outputs.append(try memory.attended.copied())
    }
}
