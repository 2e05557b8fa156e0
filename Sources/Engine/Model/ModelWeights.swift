/// The weights of a decoder-only transformer of the `llama` architecture.
package struct ModelWeights: Sendable {
    /// Weights of one decoder block.
    package struct Layer: Sendable {
        /// Weights of the norm before attention, `[hidden]`.
        package let attentionNorm: View<Float>
        /// Query, key and value matrices, one below the other, `[(H + 2G) * D][hidden]`; channels in
        /// rotate-half order.
        package let queryKeyValue: PackedMatrix
        /// Output projection of attention, `[hidden][H * D]`.
        package let attentionOutput: PackedMatrix
        /// Weights of the norm before the feed-forward part, `[hidden]`.
        package let feedForwardNorm: View<Float>
        /// Gate and up matrices, one below the other, `[2 * F][hidden]`.
        package let gateUp: PackedMatrix
        /// Down matrix, `[hidden][F]`.
        package let down: PackedMatrix
    }

    /// Token embeddings, `[V][hidden]`.
    package let embedding: PackedMatrix
    /// Decoder blocks.
    package let layers: [Layer]
    /// Weights of the last norm, `[hidden]`.
    package let outputNorm: View<Float>
    /// Output matrix, `[V][hidden]`; the embeddings where the file ties them.
    package let output: PackedMatrix
    /// Angle that each pair of channels turns by from one position to the next, `[D/2]`.
    package let ropeFrequencies: [Float]
}
