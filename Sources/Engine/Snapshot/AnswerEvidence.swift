/// What the full cache's run over an answer kept of one layer.
package struct AnswerEvidence: Sendable {
    /// The residual stream as it enters the layer, `[T][hidden]`.
    package let states: Rows
    /// Float32 queries after RoPE, `[T][H * D]`.
    package let queries: Rows
    /// Keys after RoPE as stored, `[G][T][D]`.
    package let keys: View<UInt16>
    /// Values as stored, `[G][T][D]`.
    package let values: View<UInt16>
    /// Mean over tokens of the squared norm of `states`.
    package let meanSquaredNorm: Double

    private let headSize: Int

    /// Gathers what was kept of a layer.
    package init(
        states: Rows, queries: Rows, keys: View<UInt16>, values: View<UInt16>, headDim: Int
    ) {
        self.states = states
        self.queries = queries
        self.keys = keys
        self.values = values
        headSize = states.count * headDim
        let squares = (0..<states.count).map { Double(Kernels.dot(states[$0], states[$0])) }
        meanSquaredNorm = squares.reduce(0, +) / Double(states.count)
    }

    /// The keys of one key-value head, `[T][D]`.
    package func keys(ofHead head: Int) -> View<UInt16> {
        keys[head * headSize..<(head + 1) * headSize]
    }

    /// The values of one key-value head, `[T][D]`.
    package func values(ofHead head: Int) -> View<UInt16> {
        values[head * headSize..<(head + 1) * headSize]
    }
}
