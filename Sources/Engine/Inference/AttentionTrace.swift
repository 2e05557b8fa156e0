/// What attention saw and gave for the new tokens of a forward pass, layer by layer.
package struct AttentionTrace: Sendable {
    /// The residual stream as it enters each layer, `[rows][hidden]`.
    package var states: [Rows] = []
    /// Rotated queries, float32, one array of rows `[rows][H * D]` per layer.
    package var queries: [Rows] = []
    /// Attention's output before its projection, `[rows][H * D]` per layer.
    package var outputs: [Rows] = []

    /// Starts with the outputs of some layers.
    package init(outputs: [Rows] = []) { self.outputs = outputs }
}
