internal import Engine

/// A stored key-value head that the queries of one token attend to.
struct AttendedHead: Sendable {
    let keys: KVStream
    let values: KVStream

    /// Tokens that the head holds.
    var tokens: Int { keys.tokenCount }

    /// Stored bytes that attention reads.
    var bytes: Int {
        [keys, values].flatMap { $0.segments + [$0.tailSegment] }
            .reduce(0) { $0 + $1.codes.count + 2 * $1.groups.count }
    }

    /// Queries, and memory for attending to a head.
    struct Scratch: Sendable {
        let queries: Rows
        let scores: View<Float>
        let tile: View<Float>
        let out: Rows

        /// Draws the queries of the heads that share a key-value head, `[queries][headDim]`.
        init(tokens: Int, queries count: Int, headDim: Int, seed: UInt64) throws {
            var generator = SeededGenerator(seed: seed)
            let scale = 1 / Float(headDim).squareRoot()
            queries = Rows(
                try Buffer(count: count * headDim).view, count: count, width: headDim)
            queries.view.copy(
                from: (0..<count * headDim).map { _ in
                    Float.random(in: -scale...scale, using: &generator)
                })
            scores = try Buffer(count: count * StoredAttention.width(tokens: tokens)).view
            tile = try Buffer(count: Kernels.tile * headDim).view
            out = Rows(try Buffer(count: count * headDim).view, count: count, width: headDim)
        }
    }

    /// Attends as decoding does.
    func attend(_ scratch: Scratch) {
        StoredAttention.attend(
            scratch.queries, newTokens: 1, keys: keys, values: values, scores: scratch.scores,
            tile: scratch.tile, into: scratch.out, arithmetic: .rounded)
    }
}
