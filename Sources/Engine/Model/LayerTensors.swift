/// The tensors of one decoder block by role; shapes are `[rows, columns]` with hidden size E, heads H,
/// key-value heads G, channels D and feed-forward size F.
package struct LayerTensors: Sendable, Hashable {
    /// Norm before attention, `[E]`.
    package let attentionNorm: GGUFTensor
    /// Query projection, `[H * D, E]`.
    package let query: GGUFTensor
    /// Key projection, `[G * D, E]`.
    package let key: GGUFTensor
    /// Value projection, `[G * D, E]`.
    package let value: GGUFTensor
    /// Projection of the heads' outputs, `[E, H * D]`.
    package let attentionOutput: GGUFTensor
    /// Norm before the feed-forward network, `[E]`.
    package let feedForwardNorm: GGUFTensor
    /// Gate of the feed-forward network, `[F, E]`.
    package let gate: GGUFTensor
    /// First matrix of the feed-forward network, `[F, E]`.
    package let up: GGUFTensor
    /// Last matrix of the feed-forward network, `[E, F]`.
    package let down: GGUFTensor

    /// All of them, in the order in which a forward pass needs them.
    package var all: [GGUFTensor] {
        [attentionNorm, query, key, value, attentionOutput, feedForwardNorm, gate, up, down]
    }
}
