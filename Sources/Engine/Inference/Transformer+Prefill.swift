extension Transformer {
    /// Runs a prompt exactly and keeps what compression needs.
    ///
    /// - Parameters:
    ///   - tokens: The prompt, at least one token.
    ///   - columnSums: Whether to measure the attention that each token receives (for `h2o`).
    ///   - arena: Where to keep it, exactly the bytes of its `SnapshotLayout`; by default memory of
    ///     its own.
    ///   - everyRow: Receives the residual stream's rows after the last layer, where wanted.
    /// - Throws: `MemoryError`, or `InferenceError.beyondHalf`.
    /// - Complexity: O(n^2) time, O(n) memory.
    package func prefill(
        _ tokens: [Int], columnSums: Bool = false, into arena: View<UInt8>? = nil,
        everyRow: ((Rows) throws -> Void)? = nil
    ) throws -> PrefillSnapshot {
        precondition(!tokens.isEmpty, "prefill of an empty prompt")
        let layout = SnapshotLayout(shape, tokens: tokens.count, columnSums: columnSums)
        let snapshot = PrefillSnapshot(
            tokens: tokens, layout: layout,
            arena: try arena ?? Buffer(count: layout.byteCount).view)
        let x = try embed(tokens)
        let memory = try PassMemory(rows: tokens.count, self)
        let rotary = try RotaryTable(
            positions: 0..<tokens.count, frequencies: weights.ropeFrequencies)
        let attention = try CausalAttention(self, tokens: tokens.count)
        for (index, layer) in weights.layers.enumerated() {
            norm(x, weight: layer.attentionNorm, into: memory.normed)
            workers.apply(layer.queryKeyValue, to: memory.normed, into: memory.projected)
            let rotated = (shape.headCount + shape.kvHeadCount) * shape.headDim
            workers.forEachRow(tokens.count) { row in
                rotary.rotate(memory.projected[row][0..<rotated], to: row)
            }
            let evidence = snapshot.layers[index]
            try keep(memory.projected, layer: index, in: evidence)
            if columnSums {
                try attention.columnSums(
                    memory.projected, keys: evidence.keys, into: evidence.columnSums,
                    workers: workers)
            }
            attention.run(memory.projected, into: memory.attended, workers: workers)
            finishLayer(layer, x: x, memory: memory)
        }
        try everyRow?(x)
        snapshot.lastLogits.copy(from: try logits(x[tokens.count - 1..<tokens.count])[0])
        return snapshot
    }

    /// Rounds a layer's keys and values to halves and keeps the newest queries.
    private func keep(_ projected: Rows, layer: Int, in evidence: PrefillEvidence) throws {
        let (n, headDim) = (projected.count, shape.headDim)
        let (keys, values) = (evidence.keys, evidence.values)
        let overflow = try Buffer<UInt8>(count: shape.kvHeadCount).view
        workers.forEach(shape.kvHeadCount) { head, _ in
            var fits = true
            for row in 0..<n {
                let place = (head * n + row) * headDim..<(head * n + row + 1) * headDim
                let (k, v) = (keyColumn(head), valueColumn(head))
                fits = Kernels.toHalf(projected[row][k..<k + headDim], into: keys[place]) && fits
                fits = Kernels.toHalf(projected[row][v..<v + headDim], into: values[place]) && fits
            }
            if !fits { overflow[head] = 1 }
        }
        if let head = overflow.array.firstIndex(of: 1) {
            throw InferenceError.beyondHalf(layer: layer, head: head)
        }
        let kept = evidence.keptQueries
        for head in 0..<shape.headCount {
            for row in 0..<kept {
                let source = projected[n - kept + row][head * headDim..<(head + 1) * headDim]
                let start = (head * kept + row) * headDim
                evidence.queries[start..<start + headDim].copy(from: source)
            }
        }
    }
}
