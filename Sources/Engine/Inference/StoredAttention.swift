/// Attention of new tokens over compressed caches, which it extends.
package struct StoredAttention: Sendable {
    private let transformer: Transformer
    private let batch: StepBatch
    private let memory: [StrandMemory]

    private var shape: ModelShape { transformer.shape }

    /// Scratch memory of one strand of work.
    private struct StrandMemory: Sendable {
        let queries: View<Float>
        let scores: View<Float>
        let tile: View<Float>
        let outputs: View<Float>
        let quantizer: QuantizerScratch
    }

    init(_ transformer: Transformer, batch: StepBatch) throws(MemoryError) {
        self.transformer = transformer
        self.batch = batch
        let shape = transformer.shape
        let rows =
            (batch.steps.map(\.tokens.count).max() ?? 0) * shape.queriesPerKVHead
        var longest = 0
        var flush = 0
        for step in batch.steps {
            for stream in step.cache.keys.joined() {
                longest = max(longest, stream.tokenCount + step.tokens.count)
                flush = max(flush, stream.layout.shape.flush)
            }
        }
        var memory: [StrandMemory] = []
        for _ in 0..<transformer.workers.count {
            memory.append(
                StrandMemory(
                    queries: try Buffer(count: rows * shape.headDim).view,
                    scores: try Buffer(count: rows * Self.width(tokens: longest)).view,
                    tile: try Buffer(count: Kernels.tile * shape.headDim).view,
                    outputs: try Buffer(count: rows * shape.headDim).view,
                    quantizer: try QuantizerScratch(tokens: flush, headDim: shape.headDim)))
        }
        self.memory = memory
    }

    /// Floats of a row of scores, room behind the last one included.
    package static func width(tokens: Int) -> Int {
        (tokens + Kernels.scoreSlack - 1) / Kernels.scoreSlack * Kernels.scoreSlack
            + Kernels.scoreSlack
    }

    /// Adds a layer's new keys and values to the caches and attends the new queries to them.
    ///
    /// - Throws: `InferenceError.beyondHalf`.
    func run(layer: Int, _ projected: Rows, into out: Rows) throws(InferenceError) {
        let heads = shape.kvHeadCount
        let overflow = OverflowFlags(count: batch.steps.count * heads)
        transformer.workers.forEach(batch.steps.count * heads) { piece, strand in
            let (index, head) = (piece / heads, piece % heads)
            let step = batch.steps[index]
            let rows = batch.firstRows[index]..<batch.firstRows[index] + step.tokens.count
            let fits = append(
                projected[rows], to: step.cache, layer: layer, head: head, strand: strand)
            if !fits { overflow.raise(piece) }
            attend(
                projected[rows], cache: step.cache, layer: layer, head: head, strand: strand,
                into: out[rows])
        }
        if let piece = overflow.first { throw .beyondHalf(layer: layer, head: piece % heads) }
    }

    private func append(
        _ rows: Rows, to cache: CompressedKVCache, layer: Int, head: Int, strand: Int
    ) -> Bool {
        let (key, value) = (transformer.keyColumn(head), transformer.valueColumn(head))
        let scratch = memory[strand].quantizer
        let keysFit = cache.keys[layer][head].append(
            rows[columns: key..<key + shape.headDim], scratch: scratch)
        let valuesFit = cache.values[layer][head].append(
            rows[columns: value..<value + shape.headDim], scratch: scratch)
        return keysFit && valuesFit
    }

    /// Attends the queries of one group; row `t * Q + q` is query head q of new token t.
    private func attend(
        _ projected: Rows, cache: CompressedKVCache, layer: Int, head: Int, strand: Int,
        into out: Rows
    ) {
        let group = shape.queriesPerKVHead
        let columns = head * group * shape.headDim..<(head + 1) * group * shape.headDim
        let queries = Rows(
            memory[strand].queries, count: projected.count * group, width: shape.headDim)
        for row in 0..<projected.count {
            queries.view[row * columns.count..<(row + 1) * columns.count].copy(
                from: projected[row][columns])
        }
        Kernels.scale(
            queries.view[0..<queries.count * shape.headDim],
            by: 1 / Float(shape.headDim).squareRoot())
        let outputs = Rows(
            memory[strand].outputs, count: queries.count, width: shape.headDim)
        Self.attend(
            queries, newTokens: projected.count, keys: cache.keys[layer][head],
            values: cache.values[layer][head], scores: memory[strand].scores,
            tile: memory[strand].tile, into: outputs)
        for row in 0..<projected.count {
            out[row][columns].copy(
                from: outputs.view[row * columns.count..<(row + 1) * columns.count])
        }
    }

    /// Attends rows of queries to a stored head whose newest `newTokens` tokens are the rows' own.
    ///
    /// - Parameters:
    ///   - queries: `[newTokens * Q][D]`, already divided by sqrt(D).
    ///   - scores: `newTokens * Q` times `width(tokens:)` floats of scratch memory.
    ///   - tile: `Kernels.tile * D` floats of scratch memory.
    ///   - out: `[newTokens * Q][D]`.
    package static func attend(
        _ queries: Rows, newTokens: Int, keys: KVStream, values: KVStream, scores: View<Float>,
        tile: View<Float>, into out: Rows
    ) {
        let tokens = keys.tokenCount
        let scores = Rows(scores, count: queries.count, width: width(tokens: tokens))
        var start = 0
        for segment in keys.segments + [keys.tailSegment] {
            Kernels.scoreKeys(
                segment, queries: queries, scratch: tile,
                scores: scores[columns: start..<scores.width])
            start += segment.tokens
        }
        let group = queries.count / newTokens
        var sums: [Float] = []
        sums.reserveCapacity(queries.count)
        for row in 0..<queries.count {
            let seen = tokens - (newTokens - 1 - row / group)
            sums.append(Kernels.exponentiate(scores[row][0..<seen]))
            scores[row][seen..<tokens].fill(0)
            out[row].fill(0)
        }
        start = 0
        for segment in values.segments + [values.tailSegment] {
            Kernels.addValues(
                segment, weights: scores[columns: start..<scores.width], scratch: tile, into: out)
            start += segment.tokens
        }
        for row in 0..<queries.count { Kernels.scale(out[row], by: 1 / sums[row]) }
    }
}
