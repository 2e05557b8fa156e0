internal import Engine

/// The full cache's attention of one head's answer queries, cut into what each token adds to it.
struct FullAttention {
    /// Sums of exp(score - maximum) over some tokens, alone and weighted with the values.
    struct Sums {
        /// `[R][D]`.
        var weighted: [Float]
        /// `[R]`.
        var weights: [Float]

        mutating func add(_ other: Sums) {
            for index in weighted.indices { weighted[index] += other.weighted[index] }
            for index in weights.indices { weights[index] += other.weights[index] }
        }

        /// Without some tokens, and with others in their place.
        func replacing(_ old: Sums, by new: Sums) -> Sums {
            var sums = self
            for index in weighted.indices {
                sums.weighted[index] += new.weighted[index] - old.weighted[index]
            }
            for index in weights.indices {
                sums.weights[index] += new.weights[index] - old.weights[index]
            }
            return sums
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
    private let maxima: [Float]
    private let total: Sums
    private let output: [Float]
    private let keys: View<UInt16>
    private let values: View<UInt16>

    init(
        _ sample: MeasuredSample, layer: Int, head: Int, memory: LocalErrorMeter.Memory,
        shape: ModelShape
    ) {
        self.memory = memory
        headDim = shape.headDim
        let group = shape.queriesPerKVHead
        let answer = sample.reference.layers[layer]
        let fed = sample.reference.tokens
        rows = fed * group
        let evidence = sample.snapshot.layers[layer]
        keys = evidence.keys(ofHead: head)
        values = evidence.values(ofHead: head)
        let n = evidence.tokens
        let columns = head * group * headDim..<(head + 1) * group * headDim
        queries = Rows(memory.queries, count: rows, width: headDim)
        for token in 0..<fed {
            queries.view[token * columns.count..<(token + 1) * columns.count].copy(
                from: answer.queries[token][columns])
        }
        Kernels.scale(
            queries.view[0..<rows * headDim], by: 1 / Float(headDim).squareRoot())
        let all = n + fed
        let scores = Rows(memory.scores, count: rows, width: all + 2 * Kernels.scoreSlack)
        let new = StoredSegment(halves: answer.keys(ofHead: head), tokens: fed)
        Kernels.scoreKeys(
            StoredSegment(halves: keys, tokens: n), queries: queries, scratch: memory.tile,
            scores: scores)
        Kernels.scoreKeys(
            new, queries: queries, scratch: memory.tile,
            scores: scores[columns: n..<scores.width])
        var maxima: [Float] = []
        for row in 0..<rows {
            let seen = n + row / group + 1
            let scored = scores[row][0..<seen]
            maxima.append(scored[Kernels.argMax(scored)])
            _ = Kernels.exponentiate(scored)
            scores[row][seen..<all].fill(0)
        }
        self.maxima = maxima
        weights = scores
        let newValues = Rows(
            memory.values, count: fed, width: headDim)
        Kernels.fromHalf(answer.values(ofHead: head), into: newValues.view)
        let own = Self.sums(
            scores[columns: n..<all], values: newValues, memory: memory, headDim: headDim)
        newTokens = own
        let prompt = Rows(memory.values, count: n, width: headDim)
        Kernels.fromHalf(values, into: prompt.view)
        var total = Self.sums(
            scores[columns: 0..<n], values: prompt, memory: memory, headDim: headDim)
        total.add(own)
        self.total = total
        output = Self.output(total, headDim: headDim)
    }

    /// Some prompt tokens, ascending.
    func slice(_ positions: [Int32]) -> Slice {
        let count = positions.count
        let (keyRows, valueRows) = (
            Rows(memory.keys, count: count, width: headDim),
            Rows(memory.values, count: count, width: headDim)
        )
        let part = Rows(memory.weights, count: rows, width: count)
        for (index, position) in positions.enumerated() {
            let place = Int(position) * headDim..<(Int(position) + 1) * headDim
            Kernels.fromHalf(keys[place], into: keyRows[index])
            Kernels.fromHalf(values[place], into: valueRows[index])
            for row in 0..<rows {
                part.view[row * count + index] =
                    weights.view[row * weights.stride + Int(position)]
            }
        }
        return Slice(
            keys: keyRows, values: valueRows, weights: part,
            sums: Self.sums(part, values: valueRows, memory: memory, headDim: headDim))
    }

    /// All sums with a slice's keys replaced by others.
    func replacing(_ slice: Slice, keys changed: Rows) -> Sums {
        let count = changed.count
        let transposed = Rows(memory.transposed, count: headDim, width: count)
        Kernels.transpose(changed, into: transposed)
        // One more column holds the maximum, so that exponents can be brought to the same scale.
        let scores = Rows(memory.changed, count: rows, width: count + 1)
        Kernels.multiply(queries, by: transposed, into: scores[columns: 0..<count])
        for row in 0..<rows {
            let place = scores[row]
            place[count] = maxima[row]
            _ = Kernels.exponentiate(place)
            Kernels.scale(place[0..<count], by: 1 / place[count])
        }
        let sums = Self.sums(
            scores[columns: 0..<count], values: slice.values, memory: memory, headDim: headDim)
        return total.replacing(slice.sums, by: sums)
    }

    /// Output under some sums less the full output, `[R][D]`.
    func difference(of sums: Sums) -> Rows {
        let changed = Self.output(sums, headDim: headDim)
        let difference = Rows(memory.difference, count: rows, width: headDim)
        for index in changed.indices { difference.view[index] = changed[index] - output[index] }
        return difference
    }

    /// What other values of a slice change in the output, `[R][D]`.
    func difference(replacing slice: Slice, values changed: Rows) -> Rows {
        let count = changed.count * headDim
        for index in 0..<count { changed.view[index] -= slice.values.view[index] }
        let difference = Rows(memory.difference, count: rows, width: headDim)
        Kernels.multiply(slice.weights, by: changed, into: difference)
        for row in 0..<rows { Kernels.scale(difference[row], by: 1 / total.weights[row]) }
        return difference
    }

    private static func output(_ sums: Sums, headDim: Int) -> [Float] {
        sums.weighted.indices.map { sums.weighted[$0] / sums.weights[$0 / headDim] }
    }

    private static func sums(
        _ weights: Rows, values: Rows, memory: LocalErrorMeter.Memory, headDim: Int
    ) -> Sums {
        let weighted = Rows(memory.sums, count: weights.count, width: headDim)
        Kernels.multiply(weights, by: values, into: weighted)
        return Sums(
            weighted: weighted.view[0..<weights.count * headDim].array,
            weights: (0..<weights.count).map { row in
                weights[row].array.reduce(0, +)
            })
    }
}
