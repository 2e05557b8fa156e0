/// What attention saw and gave for the new tokens of a forward pass, layer by layer.
package struct AttentionTrace: Sendable {
    /// Rotated queries, float32, one array of rows `[rows][H * D]` per layer.
    package var queries: [Rows] = []
    /// Attention's output before its projection, `[rows][H * D]` per layer.
    package var outputs: [Rows] = []
    /// Squared norm of the residual stream before attention, `[rows]` per layer.
    package var squaredNorms: [[Float]] = []

    /// Starts with the outputs of some layers.
    package init(outputs: [Rows] = []) { self.outputs = outputs }
}
