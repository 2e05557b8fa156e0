/// Where everything that the full cache's run over an answer keeps lies in its one block of memory.
///
/// The sums of the logits' exponentials, of each layer its states, queries, keys and values, then
/// the logits; nothing lies between them. Ranges are in bytes and start at a multiple of 4.
package struct ReferenceLayout: Sendable, Hashable {
    /// The model's shape.
    package let shape: ModelShape
    /// Fed answer tokens (T).
    package let tokens: Int

    /// Lays out a run over `tokens` fed tokens.
    package init(_ shape: ModelShape, tokens: Int) {
        precondition(tokens >= 0, "a reference of \(tokens) tokens")
        self.shape = shape
        self.tokens = tokens
    }

    /// log(sum(exp(logits))) as doubles, `[T]`.
    package var logSums: Range<Int> { 0..<8 * tokens }

    /// The residual stream as it enters a layer as float32, `[T][hidden]`.
    package func states(ofLayer layer: Int) -> Range<Int> {
        range(from: start(ofLayer: layer), count: stateBytes)
    }

    /// A layer's queries after RoPE as float32, `[T][H * D]`.
    package func queries(ofLayer layer: Int) -> Range<Int> {
        range(from: start(ofLayer: layer) + stateBytes, count: queryBytes)
    }

    /// A layer's keys after RoPE as halves, `[G][T][D]`.
    package func keys(ofLayer layer: Int) -> Range<Int> {
        range(from: start(ofLayer: layer) + stateBytes + queryBytes, count: halvesBytes)
    }

    /// A layer's values as halves, `[G][T][D]`.
    package func values(ofLayer layer: Int) -> Range<Int> {
        range(
            from: start(ofLayer: layer) + stateBytes + queryBytes + halvesBytes,
            count: halvesBytes)
    }

    /// Logits after every fed token as float32, `[T][V]`.
    package var logits: Range<Int> {
        range(from: start(ofLayer: shape.layerCount), count: 4 * tokens * shape.vocabularySize)
    }

    /// Bytes of the block.
    package var byteCount: Int { logits.upperBound }

    private var stateBytes: Int { 4 * tokens * shape.hiddenSize }
    private var queryBytes: Int { 4 * tokens * shape.headCount * shape.headDim }
    private var halvesBytes: Int { 2 * tokens * shape.kvHeadCount * shape.headDim }

    private func start(ofLayer layer: Int) -> Int {
        logSums.upperBound + layer * (stateBytes + queryBytes + 2 * halvesBytes)
    }

    private func range(from start: Int, count: Int) -> Range<Int> { start..<start + count }
}
