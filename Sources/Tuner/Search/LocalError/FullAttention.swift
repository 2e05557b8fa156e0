internal import Engine

/// The full cache's attention of one head's answer queries, cut into what each token adds to it.
///
/// Everything lies in scratch memory: the next head's takes the place of this one's.
struct FullAttention {
    /// Sums of exp(score - maximum) over some tokens, alone and weighted with the values.
    struct Sums {
        /// `[R][D]`.
        let weighted: Rows
        /// `[R]`.
        let weights: View<Float>

        /// Places for sums of some queries.
        init(_ memory: LocalErrorMeter.Memory.Sums, rows: Int, headDim: Int) {
            weighted = Rows(memory.weighted[0..<rows * headDim], count: rows, width: headDim)
            weights = memory.weights[0..<rows]
        }

        func set(to other: Sums) {
            weighted.view.copy(from: other.weighted.view)
            weights.copy(from: other.weights)
        }

        func add(_ other: Sums) {
            Kernels.add(other.weighted.view, to: weighted.view)
            Kernels.add(other.weights, to: weights)
        }

        /// Sums over all columns of some weights, `[R][tokens]` and `[tokens][D]`.
        func sum(_ weights: Rows, values: Rows) {
            Kernels.multiply(weights, by: values, into: weighted)
            Kernels.sumRows(weights, into: self.weights)
        }
    }

    /// Some prompt tokens of the head.
    struct Slice {
        /// Their keys, `[tokens][D]`.
        let keys: Rows
        /// Their values, `[tokens][D]`.
        let values: Rows
        /// exp(score - maximum) of each query and token, `[R][tokens]`.
        let weights: Rows
        /// What they add to the sums.
        let sums: Sums
    }

    /// What the answer's own tokens add.
    let newTokens: Sums

    private let memory: LocalErrorMeter.Memory
    private let headDim: Int
    private let rows: Int
    private let queries: Rows
    /// exp(score - maximum), `[R][n]`, by position.
    private let weights: Rows
    /// The largest score of each query, `[R]`.
    private let maxima: View<Float>
    private let total: Sums
    private let output: Rows
    private let keys: View<UInt16>
    private let values: View<UInt16>

    private var zeros: View<Float> { memory.zeros[0..<rows] }

    init(
        _ sample: MeasuredSample, layer: Int, head: Int, memory: LocalErrorMeter.Memory,
        shape: ModelShape
    ) {
        self.memory = memory
        headDim = shape.headDim
        let (answer, fed) = (sample.reference.layers[layer], sample.reference.tokens)
        rows = fed * shape.queriesPerKVHead
        let evidence = sample.snapshot.layers[layer]
        keys = evidence.keys(ofHead: head)
        values = evidence.values(ofHead: head)
        queries = Rows(memory.queries, count: rows, width: headDim)
        maxima = memory.maxima[0..<rows]
        let n = evidence.tokens
        let scores = Rows(
            memory.scores, count: rows, width: n + fed + 2 * Kernels.scoreSlack)
        weights = scores[columns: 0..<n]
        newTokens = Sums(memory.newTokens, rows: rows, headDim: headDim)
        total = Sums(memory.total, rows: rows, headDim: headDim)
        output = Rows(memory.output, count: rows, width: headDim)
        gatherQueries(answer, head: head)
        weigh(scores, prompt: n, newKeys: answer.keys(ofHead: head))
        sum(scores, prompt: n, newValues: answer.values(ofHead: head))
    }

    /// The head's queries divided by sqrt(D).
    private func gatherQueries(_ answer: AnswerEvidence, head: Int) {
        let width = rows / answer.queries.count * headDim
        for token in 0..<answer.queries.count {
            queries.view[token * width..<(token + 1) * width].copy(
                from: answer.queries[token][head * width..<(head + 1) * width])
        }
        Kernels.scale(
            queries.view[0..<rows * headDim], by: 1 / Float(headDim).squareRoot())
    }

    /// Scores of all tokens become exp(score - maximum), 0 for those that a query must not see.
    private func weigh(_ scores: Rows, prompt n: Int, newKeys: View<UInt16>) {
        let fed = newKeys.count / headDim
        Kernels.scoreKeys(
            StoredSegment(halves: keys, tokens: n), queries: queries, scratch: memory.tile,
            scores: scores)
        Kernels.scoreKeys(
            StoredSegment(halves: newKeys, tokens: fed), queries: queries, scratch: memory.tile,
            scores: scores[columns: n..<scores.width])
        for row in 0..<rows {
            let seen = n + row / (rows / fed) + 1
            let scored = scores[row][0..<seen]
            maxima[row] = scored[Kernels.argMax(scored)]
            _ = Kernels.exponentiate(scored)
            scores[row][seen..<n + fed].fill(0)
        }
    }

    private func sum(_ scores: Rows, prompt n: Int, newValues: View<UInt16>) {
        let fed = newValues.count / headDim
        let own = Rows(memory.values, count: fed, width: headDim)
        Kernels.fromHalf(newValues, into: own.view)
        newTokens.sum(scores[columns: n..<n + fed], values: own)
        let prompt = Rows(memory.values, count: n, width: headDim)
        Kernels.fromHalf(values, into: prompt.view)
        total.sum(weights, values: prompt)
        total.add(newTokens)
        output.view.copy(from: total.weighted.view)
        Kernels.outputChanges(output, changes: zeros, totals: total.weights, outputs: output)
    }

    /// Some prompt tokens, ascending.
    func slice(_ positions: View<Int32>) -> Slice {
        let count = positions.count
        let (keyRows, valueRows) = (
            Rows(memory.keys, count: count, width: headDim),
            Rows(memory.values, count: count, width: headDim)
        )
        Kernels.gatherHalves(keys, rows: positions, into: keyRows)
        Kernels.gatherHalves(values, rows: positions, into: valueRows)
        let part = Rows(memory.weights, count: rows, width: count)
        Kernels.gatherColumns(weights, columns: positions, into: part)
        let sums = Sums(memory.slice, rows: rows, headDim: headDim)
        sums.sum(part, values: valueRows)
        return Slice(keys: keyRows, values: valueRows, weights: part, sums: sums)
    }

    /// What the output changes by where only some tokens are left, `[R][D]`.
    func change(keeping kept: Sums, into out: Rows) {
        out.view.copy(from: kept.weighted.view)
        Kernels.outputChanges(out, changes: kept.weights, totals: zeros, outputs: output)
    }

    /// What other keys of a slice change in the output, `[R][D]`.
    func change(of slice: Slice, keys changed: Rows, into out: Rows) {
        // Products of whole vectors are faster; the columns behind the last are not used.
        let slack = Kernels.scoreSlack
        let width = (changed.count + slack - 1) / slack * slack
        let transposed = Rows(memory.transposed, count: headDim, width: width)
        Kernels.transpose(changed, into: transposed)
        let scores = Rows(memory.changed, count: rows, width: width)
        Kernels.multiply(queries, by: transposed, into: scores)
        let weights = scores[columns: 0..<changed.count]
        let sums = memory.sums[0..<rows]
        Kernels.weightChanges(weights, maxima: maxima, weights: slice.weights, sums: sums)
        Kernels.multiply(weights, by: slice.values, into: out)
        Kernels.outputChanges(out, changes: sums, totals: total.weights, outputs: output)
    }

    /// What other values of a slice change in the output, `[R][D]`; they become differences.
    func change(of slice: Slice, values changed: Rows, into out: Rows) {
        let count = changed.count * headDim
        Kernels.subtract(slice.values.view[0..<count], from: changed.view[0..<count])
        Kernels.multiply(slice.weights, by: changed, into: out)
        Kernels.outputChanges(out, changes: zeros, totals: total.weights, outputs: output)
    }
}
