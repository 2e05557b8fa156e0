/// Exact causal attention over a whole prompt, one layer at a time.
struct CausalAttention: Sendable {
    /// Positions of a block of queries.
    private static let queryBlock = 64
    /// Stripes of blocks whose column sums are added apart and then in order.
    private static let stripes = 16

    private let transformer: Transformer
    private let tokens: Int
    private let padded: Int
    /// Transposed keys, `[G][D][padded]`.
    private let transposed: View<Float>
    private let scratch: [View<Float>]

    private var shape: ModelShape { transformer.shape }
    private var blocks: Int { (tokens + Self.queryBlock - 1) / Self.queryBlock }
    private var groupWidth: Int { shape.queriesPerKVHead * shape.headDim }

    init(_ transformer: Transformer, tokens: Int) throws(MemoryError) {
        self.transformer = transformer
        self.tokens = tokens
        let shape = transformer.shape
        padded = (tokens + Kernels.tile - 1) / Kernels.tile * Kernels.tile
        transposed = try Buffer(count: shape.kvHeadCount * shape.headDim * padded).view
        let rows = Self.queryBlock * shape.queriesPerKVHead
        let size = rows * shape.headDim + Kernels.causalScratch(rows: rows)
        var scratch: [View<Float>] = []
        for _ in 0..<transformer.workers.count { scratch.append(try Buffer(count: size).view) }
        self.scratch = scratch
    }

    /// Attends all queries to all keys before them; `projected` holds rotated queries and keys.
    func run(_ projected: Rows, into out: Rows, workers: Workers) {
        let headDim = shape.headDim
        workers.forEach(shape.kvHeadCount * blocks) { piece, _ in
            let (head, block) = (piece / blocks, piece % blocks)
            let rows = block * Self.queryBlock..<min((block + 1) * Self.queryBlock, tokens)
            let column = transformer.keyColumn(head)
            Kernels.transpose(
                projected[rows][columns: column..<column + headDim],
                into: transposedKeys(head)[columns: rows])
        }
        // The longest blocks go first, so that no thread is left with one at the end.
        workers.forEach(shape.kvHeadCount * blocks) { piece, strand in
            let (head, block) = (piece % shape.kvHeadCount, blocks - 1 - piece / shape.kvHeadCount)
            let rows = block * Self.queryBlock..<min((block + 1) * Self.queryBlock, tokens)
            let columns = head * groupWidth..<(head + 1) * groupWidth
            let value = transformer.valueColumn(head)
            let queries = gatherQueries(projected, rows: rows, head: head, strand: strand)
            Kernels.attendCausally(
                queries, first: rows.lowerBound, headDim: headDim, keys: transposedKeys(head),
                values: projected[columns: value..<value + headDim],
                scratch: scratch[strand][(Self.queryBlock * groupWidth)...],
                into: out[rows][columns: columns])
        }
    }

    /// Attention that each token receives from itself and all later ones, computed from the half
    /// keys, mean over a group's query heads.
    ///
    /// - Parameter sums: Receives `[G][n]`; what it held does not matter.
    func columnSums(
        _ projected: Rows, keys: View<UInt16>, into sums: View<Float>, workers: Workers
    ) throws(MemoryError) {
        let (headDim, heads) = (shape.headDim, shape.kvHeadCount)
        let partial = try Buffer<Float>(count: heads * Self.stripes * tokens).view
        let width = tokens + Kernels.scoreSlack
        let rowCount = Self.queryBlock * shape.queriesPerKVHead
        var weights: [Rows] = []
        for _ in 0..<workers.count {
            weights.append(
                Rows(try Buffer(count: rowCount * width).view, count: rowCount, width: width))
        }
        let tileSize = headDim * Kernels.tile
        let tiles = try Buffer<Float>(count: workers.count * tileSize).view
        let memory = weights
        workers.forEach(heads * Self.stripes) { piece, strand in
            let (head, stripe) = (piece / Self.stripes, piece % Self.stripes)
            let part = partial[piece * tokens..<(piece + 1) * tokens]
            let tile = tiles[strand * tileSize..<(strand + 1) * tileSize]
            for block in stride(from: stripe, to: blocks, by: Self.stripes) {
                let rows = block * Self.queryBlock..<min((block + 1) * Self.queryBlock, tokens)
                let queries = gatherQueries(projected, rows: rows, head: head, strand: strand)
                let start = head * tokens * headDim
                let seen = StoredSegment(
                    halves: keys[start..<start + rows.upperBound * headDim],
                    tokens: rows.upperBound)
                addReceived(
                    queries, from: rows, keys: seen, tile: tile, weights: memory[strand], to: part)
            }
        }
        Self.addStripes(partial, heads: heads, tokens: tokens, share: share, into: sums)
    }

    private var share: Float { 1 / Float(shape.queriesPerKVHead) }

    private func addReceived(
        _ queries: Rows, from positions: Range<Int>, keys: StoredSegment, tile: View<Float>,
        weights: Rows, to sums: View<Float>
    ) {
        let group = shape.queriesPerKVHead
        let perHead = Rows(
            queries.view, count: queries.count * group, width: shape.headDim)
        Kernels.scoreKeys(
            keys, queries: perHead, scratch: tile, scores: weights[0..<perHead.count])
        for row in 0..<perHead.count {
            let seen = weights[row][0..<positions.lowerBound + row / group + 1]
            let sum = Kernels.exponentiate(seen)
            Kernels.scale(seen, by: 1 / sum)
            Kernels.add(seen, to: sums[0..<seen.count])
        }
    }

    private static func addStripes(
        _ partial: View<Float>, heads: Int, tokens: Int, share: Float, into sums: View<Float>
    ) {
        sums.fill(0)
        for piece in 0..<heads * stripes {
            let head = piece / stripes
            Kernels.add(
                partial[piece * tokens..<(piece + 1) * tokens],
                to: sums[head * tokens..<(head + 1) * tokens])
        }
        Kernels.scale(sums, by: share)
    }

    private func transposedKeys(_ head: Int) -> Rows {
        let size = shape.headDim * padded
        return Rows(
            transposed[head * size..<(head + 1) * size], count: shape.headDim, width: padded)
    }

    /// A group's queries, packed and divided by sqrt(D): `[positions][Q * D]`.
    private func gatherQueries(
        _ projected: Rows, rows: Range<Int>, head: Int, strand: Int
    ) -> Rows {
        let packed = Rows(scratch[strand], count: rows.count, width: groupWidth)
        for (index, row) in rows.enumerated() {
            packed[index].copy(
                from: projected[row][head * groupWidth..<(head + 1) * groupWidth])
        }
        Kernels.scale(
            packed.view[0..<rows.count * groupWidth], by: 1 / Float(shape.headDim).squareRoot())
        return packed
    }
}
