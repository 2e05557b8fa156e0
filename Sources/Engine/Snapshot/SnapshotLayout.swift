/// Where everything that a prefill keeps lies in the one block of memory that holds it.
///
/// Of each layer its keys, values and newest queries, then the column sums of all layers, then the
/// last logits; nothing lies between them. Ranges are in bytes and start at a multiple of 4.
package struct SnapshotLayout: Sendable, Hashable {
    /// The model's shape.
    package let shape: ModelShape
    /// Prompt tokens (n).
    package let tokens: Int
    /// Whether the attention that each token receives is kept.
    package let columnSums: Bool

    /// Lays out a prompt of `tokens` tokens.
    package init(_ shape: ModelShape, tokens: Int, columnSums: Bool) {
        precondition(tokens >= 0, "a snapshot of \(tokens) tokens")
        self.shape = shape
        self.tokens = tokens
        self.columnSums = columnSums
    }

    /// Positions whose queries are kept (o).
    package var keptQueries: Int { min(PrefillSnapshot.keptQueries, tokens) }

    /// A layer's keys after RoPE as halves, `[G][n][D]`.
    package func keys(ofLayer layer: Int) -> Range<Int> {
        range(from: layer * layerBytes, count: halvesBytes)
    }

    /// A layer's values as halves, `[G][n][D]`.
    package func values(ofLayer layer: Int) -> Range<Int> {
        range(from: layer * layerBytes + halvesBytes, count: halvesBytes)
    }

    /// A layer's newest queries as float32, `[H][o][D]`.
    package func queries(ofLayer layer: Int) -> Range<Int> {
        range(from: layer * layerBytes + 2 * halvesBytes, count: queryBytes)
    }

    /// A layer's column sums as float32, `[G][n]`; empty unless they are kept.
    package func columnSums(ofLayer layer: Int) -> Range<Int> {
        range(from: shape.layerCount * layerBytes + layer * sumBytes, count: sumBytes)
    }

    /// Logits of the token after the prompt as float32, `[V]`.
    package var lastLogits: Range<Int> {
        range(
            from: shape.layerCount * (layerBytes + sumBytes), count: 4 * shape.vocabularySize)
    }

    /// Bytes of the block.
    package var byteCount: Int { lastLogits.upperBound }

    private var halvesBytes: Int { 2 * shape.kvHeadCount * tokens * shape.headDim }
    private var queryBytes: Int { 4 * shape.headCount * keptQueries * shape.headDim }
    private var sumBytes: Int { columnSums ? 4 * shape.kvHeadCount * tokens : 0 }
    private var layerBytes: Int { 2 * halvesBytes + queryBytes }

    private func range(from start: Int, count: Int) -> Range<Int> { start..<start + count }
}
