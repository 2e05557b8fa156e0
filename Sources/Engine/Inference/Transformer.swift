/// The forward passes of a model: exact prefill, and new tokens over compressed caches.
package struct Transformer: Sendable {
    /// The model's shape.
    package let shape: ModelShape
    /// The model's weights.
    package let weights: ModelWeights
    /// The threads that work.
    package let workers: Workers

    /// Creates the passes of a model.
    package init(shape: ModelShape, weights: ModelWeights, workers: Workers) {
        self.shape = shape
        self.weights = weights
        self.workers = workers
    }

    /// Columns of a row of queries, keys and values: `(H + 2G) * D`.
    var projectedWidth: Int { (shape.headCount + 2 * shape.kvHeadCount) * shape.headDim }

    /// First column of a key-value head's keys.
    func keyColumn(_ head: Int) -> Int { (shape.headCount + head) * shape.headDim }

    /// First column of a key-value head's values.
    func valueColumn(_ head: Int) -> Int {
        (shape.headCount + shape.kvHeadCount + head) * shape.headDim
    }

    /// The residual stream's rows of some tokens.
    func embed(_ tokens: [Int]) throws(MemoryError) -> Rows {
        let x = Rows(
            try Buffer(count: tokens.count * shape.hiddenSize).view, count: tokens.count,
            width: shape.hiddenSize)
        workers.forEachRow(tokens.count) { row in
            weights.embedding.copyRow(tokens[row], into: x[row])
        }
        return x
    }

    /// Memory of one forward pass, which every layer uses anew.
    struct PassMemory: Sendable {
        /// Normed rows, `[rows][hidden]`.
        let normed: Rows
        /// Queries, keys and values, `[rows][(H + 2G) * D]`.
        let projected: Rows
        /// Attention's output before its projection, `[rows][H * D]`.
        let attended: Rows
        /// Gate and up, `[rows][2 * F]`.
        let gateUp: Rows
        /// Where linears are computed in integers, room for their rounded inputs.
        let rounding: RoundedRows?

        init(
            rows: Int, _ transformer: Transformer, arithmetic: StepArithmetic = .exact
        ) throws(MemoryError) {
            func make(_ width: Int) throws(MemoryError) -> Rows {
                Rows(try Buffer(count: rows * width).view, count: rows, width: width)
            }
            normed = try make(transformer.shape.hiddenSize)
            projected = try make(transformer.projectedWidth)
            attended = try make(transformer.shape.headCount * transformer.shape.headDim)
            gateUp = try make(2 * transformer.shape.feedForwardSize)
            rounding =
                arithmetic == .rounded
                ? try RoundedRows(count: rows, width: transformer.shape.widestInput) : nil
        }
    }

    func norm(_ x: Rows, weight: View<Float>, into out: Rows) {
        workers.forEachRow(x.count) { row in
            Kernels.rmsNorm(x[row], weight: weight, epsilon: shape.normEpsilon, into: out[row])
        }
    }

    /// x += attention's projection, then x += the feed-forward part.
    func finishLayer(_ layer: ModelWeights.Layer, x: Rows, memory: PassMemory) {
        workers.apply(
            layer.attentionOutput, to: memory.attended, into: x, adding: true,
            rounding: memory.rounding)
        norm(x, weight: layer.feedForwardNorm, into: memory.normed)
        workers.apply(
            layer.gateUp, to: memory.normed, into: memory.gateUp, rounding: memory.rounding)
        let width = shape.feedForwardSize
        workers.forEachRow(x.count) { row in
            let both = memory.gateUp[row]
            Kernels.siluMultiply(both[0..<width], by: both[width..<2 * width])
        }
        workers.apply(
            layer.down, to: memory.gateUp[columns: 0..<width], into: x, adding: true,
            rounding: memory.rounding)
    }

    /// Logits of rows of the residual stream, `[rows][V]`.
    package func logits(
        _ x: Rows, arithmetic: StepArithmetic = .exact
    ) throws(MemoryError) -> Rows {
        let normed = Rows(
            try Buffer(count: x.count * shape.hiddenSize).view, count: x.count,
            width: shape.hiddenSize)
        norm(x, weight: weights.outputNorm, into: normed)
        let logits = Rows(
            try Buffer(count: x.count * shape.vocabularySize).view, count: x.count,
            width: shape.vocabularySize)
        let rounding =
            arithmetic == .rounded ? try RoundedRows(count: x.count, width: x.width) : nil
        workers.apply(weights.output, to: normed, into: logits, rounding: rounding)
        return logits
    }
}

extension ModelShape {
    /// Inputs of the widest linear.
    fileprivate var widestInput: Int { max(hiddenSize, headCount * headDim, feedForwardSize) }
}
