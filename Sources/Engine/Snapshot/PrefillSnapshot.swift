/// A prompt after its exact prefill, from which any compressed cache can be made.
package struct PrefillSnapshot: Sendable {
    /// Newest positions whose queries are kept.
    package static let keptQueries = 64

    /// Prompt tokens.
    package let tokens: [Int]
    /// What was kept of each layer.
    package let layers: [PrefillEvidence]
    /// Logits of the token after the prompt, `[V]`.
    package let lastLogits: View<Float>

    /// Bytes that a snapshot of a prompt holds.
    package static func byteCount(tokens n: Int, shape: ModelShape, columnSums: Bool) -> Int {
        let perLayer =
            4 * n * shape.kvHeadCount * shape.headDim
            + 4 * min(keptQueries, n) * shape.headCount * shape.headDim
            + (columnSums ? 4 * n * shape.kvHeadCount : 0)
        return shape.layerCount * perLayer + 4 * shape.vocabularySize
    }
}
