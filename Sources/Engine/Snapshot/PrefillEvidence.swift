/// What prefill kept of one layer of a prompt: everything that retention and compression look at.
package struct PrefillEvidence: Sendable {
    /// Keys after RoPE as halves, `[G][n][D]`.
    package let keys: View<UInt16>
    /// Values as halves, `[G][n][D]`.
    package let values: View<UInt16>
    /// Float32 queries after RoPE of the last positions, `[H][o][D]`, o = min(64, n).
    package let queries: View<Float>
    /// Attention that each token received from itself and all later ones, mean over a group's query
    /// heads, `[G][n]`; empty unless it was asked for.
    package let columnSums: View<Float>
    /// Prompt tokens (n).
    package let tokens: Int
    /// The model's shape.
    package let shape: ModelShape

    /// Gathers what was kept of a layer.
    package init(
        keys: View<UInt16>, values: View<UInt16>, queries: View<Float>, columnSums: View<Float>,
        tokens: Int, shape: ModelShape
    ) {
        self.keys = keys
        self.values = values
        self.queries = queries
        self.columnSums = columnSums
        self.tokens = tokens
        self.shape = shape
    }

    /// Positions whose queries were kept.
    package var keptQueries: Int { min(PrefillSnapshot.keptQueries, tokens) }

    /// The keys of one key-value head, `[n][D]`.
    package func keys(ofHead head: Int) -> View<UInt16> {
        keys[head * tokens * shape.headDim..<(head + 1) * tokens * shape.headDim]
    }

    /// The values of one key-value head, `[n][D]`.
    package func values(ofHead head: Int) -> View<UInt16> {
        values[head * tokens * shape.headDim..<(head + 1) * tokens * shape.headDim]
    }

    /// The newest queries of one query head, `[count][D]`.
    package func newestQueries(_ count: Int, ofQueryHead head: Int) -> View<Float> {
        precondition(count <= keptQueries, "\(count) of \(keptQueries) queries")
        let end = (head + 1) * keptQueries * shape.headDim
        return queries[end - count * shape.headDim..<end]
    }
}
