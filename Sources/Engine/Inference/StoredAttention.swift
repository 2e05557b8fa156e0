/// Attention of new tokens over compressed caches, which it extends.
package struct StoredAttention: Sendable {
    private let transformer: Transformer
    private let batch: StepBatch
    private let arithmetic: StepArithmetic
    private let memory: [Scratch]

    private var shape: ModelShape { transformer.shape }

    /// Heads of sequences; each is attended to apart.
    private var pieces: Int { batch.steps.count * shape.kvHeadCount }

    /// From how many pieces on threads share them evenly enough without cutting them.
    private static let manyPieces = 16

    /// Whether a piece is cut into scoring keys and adding values, so that threads share few evenly;
    /// then every piece has scratch memory of its own, else every strand.
    private var isCut: Bool { pieces < Self.manyPieces }

    /// Scratch memory of one piece or strand of work.
    private struct Scratch: Sendable {
        let queries: View<Float>
        let scores: View<Float>
        let tile: View<Float>
        let outputs: View<Float>
        let quantizer: QuantizerScratch
    }

    init(
        _ transformer: Transformer, batch: StepBatch, arithmetic: StepArithmetic
    ) throws(MemoryError) {
        self.transformer = transformer
        self.batch = batch
        self.arithmetic = arithmetic
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
        var memory: [Scratch] = []
        let pieces = batch.steps.count * shape.kvHeadCount
        for _ in 0..<(pieces < Self.manyPieces ? pieces : transformer.workers.count) {
            memory.append(
                Scratch(
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
        let overflow = OverflowFlags(count: pieces)
        if isCut {
            transformer.workers.forEachLink(chains: pieces, links: 2) { piece, link in
                let place = place(of: piece, layer: layer, memory: memory[piece])
                if link == 0 {
                    if !score(projected, at: place) { overflow.raise(piece) }
                } else {
                    addValues(at: place, into: out)
                }
            }
        } else {
            transformer.workers.forEach(pieces) { piece, strand in
                let place = place(of: piece, layer: layer, memory: memory[strand])
                if !score(projected, at: place) { overflow.raise(piece) }
                addValues(at: place, into: out)
            }
        }
        if let piece = overflow.first {
            throw .beyondHalf(layer: layer, head: piece % shape.kvHeadCount)
        }
    }

    /// Where a piece's rows and streams are.
    private struct Place {
        let head: Int
        let rows: Range<Int>
        let keys: KVStream
        let values: KVStream
        let memory: Scratch
        let queries: Rows
    }

    private func place(of piece: Int, layer: Int, memory: Scratch) -> Place {
        let (index, head) = (piece / shape.kvHeadCount, piece % shape.kvHeadCount)
        let step = batch.steps[index]
        let start = batch.firstRows[index]
        return Place(
            head: head, rows: start..<start + step.tokens.count,
            keys: step.cache.keys[layer][head], values: step.cache.values[layer][head],
            memory: memory,
            queries: Rows(
                memory.queries, count: step.tokens.count * shape.queriesPerKVHead,
                width: shape.headDim))
    }

    /// Adds new keys and values to their streams and scores all keys.
    ///
    /// - Returns: False if a new value does not fit a half.
    private func score(_ projected: Rows, at place: Place) -> Bool {
        let rows = projected[place.rows]
        let fits = append(rows, at: place)
        let queries = gatherQueries(rows, at: place)
        Self.score(
            queries, keys: place.keys, scores: place.memory.scores, tile: place.memory.tile,
            arithmetic: arithmetic)
        return fits
    }

    private func append(_ rows: Rows, at place: Place) -> Bool {
        let key = transformer.keyColumn(place.head)
        let value = transformer.valueColumn(place.head)
        let scratch = place.memory.quantizer
        let keysFit = place.keys.append(
            rows[columns: key..<key + shape.headDim], scratch: scratch)
        let valuesFit = place.values.append(
            rows[columns: value..<value + shape.headDim], scratch: scratch)
        return keysFit && valuesFit
    }

    /// Columns of a group's query heads, side by side.
    private func columns(at place: Place) -> Range<Int> {
        let width = shape.queriesPerKVHead * shape.headDim
        return place.head * width..<(place.head + 1) * width
    }

    /// Queries of one group divided by sqrt(D); row `t * Q + q` is query head q of new token t.
    private func gatherQueries(_ projected: Rows, at place: Place) -> Rows {
        let columns = columns(at: place)
        let queries = place.queries
        for row in 0..<projected.count {
            queries.view[row * columns.count..<(row + 1) * columns.count].copy(
                from: projected[row][columns])
        }
        Kernels.scale(
            queries.view[0..<queries.count * shape.headDim],
            by: 1 / Float(shape.headDim).squareRoot())
        return queries
    }

    /// Adds all values by the scores that are in the piece's memory.
    private func addValues(at place: Place, into out: Rows) {
        let columns = columns(at: place)
        let outputs = Rows(
            place.memory.outputs, count: place.queries.count, width: shape.headDim)
        Self.addValues(
            place.values, newTokens: place.rows.count, scores: place.memory.scores,
            tile: place.memory.tile, into: outputs, arithmetic: arithmetic)
        for (row, place) in place.rows.enumerated() {
            out[place][columns].copy(
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
        tile: View<Float>, into out: Rows, arithmetic: StepArithmetic = .exact
    ) {
        score(queries, keys: keys, scores: scores, tile: tile, arithmetic: arithmetic)
        addValues(
            values, newTokens: newTokens, scores: scores, tile: tile, into: out,
            arithmetic: arithmetic)
    }

    private static func score(
        _ queries: Rows, keys: KVStream, scores: View<Float>, tile: View<Float>,
        arithmetic: StepArithmetic
    ) {
        let scores = Rows(scores, count: queries.count, width: width(tokens: keys.tokenCount))
        var start = 0
        for segment in keys.segments + [keys.tailSegment] {
            Kernels.scoreKeys(
                segment, queries: queries, scratch: tile,
                scores: scores[columns: start..<scores.width], arithmetic: arithmetic)
            start += segment.tokens
        }
    }

    private static func addValues(
        _ values: KVStream, newTokens: Int, scores: View<Float>, tile: View<Float>, into out: Rows,
        arithmetic: StepArithmetic
    ) {
        let tokens = values.tokenCount
        let scores = Rows(scores, count: out.count, width: width(tokens: tokens))
        let group = out.count / newTokens
        var sums: [Float] = []
        sums.reserveCapacity(out.count)
        for row in 0..<out.count {
            let seen = tokens - (newTokens - 1 - row / group)
            sums.append(Kernels.exponentiate(scores[row][0..<seen]))
            scores[row][seen..<tokens].fill(0)
            out[row].fill(0)
        }
        var start = 0
        for segment in values.segments + [values.tailSegment] {
            Kernels.addValues(
                segment, weights: scores[columns: start..<scores.width], scratch: tile, into: out,
                arithmetic: arithmetic)
            start += segment.tokens
        }
        for row in 0..<out.count { Kernels.scale(out[row], by: 1 / sums[row]) }
    }
}
