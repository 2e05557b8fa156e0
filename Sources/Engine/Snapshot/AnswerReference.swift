/// The full cache's run over a prompt's answer: what every plan is compared with, and all that the
/// run computed on its way, so that nothing has to run it again.
package struct AnswerReference: Sendable {
    /// Fed answer tokens (T): all but the last.
    package let tokens: Int
    /// What was kept of each layer.
    package let layers: [AnswerEvidence]
    /// Logits after every fed token, `[T][V]`.
    package let logits: Rows
    /// log(sum(exp(logits))) after every fed token, `[T]`.
    package let logSums: [Double]
    /// The one block that all of it lies in, byte for byte as its `ReferenceLayout` says.
    package let arena: View<UInt8>

    /// Reads a block in which a run was kept.
    ///
    /// - Parameter arena: Exactly the layout's bytes.
    package init(layout: ReferenceLayout, arena: View<UInt8>) {
        precondition(
            arena.count == layout.byteCount, "\(arena.count) of \(layout.byteCount) bytes")
        tokens = layout.tokens
        self.arena = arena
        layers = (0..<layout.shape.layerCount).map { AnswerEvidence(arena, layout, layer: $0) }
        logits = Rows(
            arena[layout.logits].bound(to: Float.self), count: layout.tokens,
            width: layout.shape.vocabularySize)
        logSums = arena[layout.logSums].bound(to: Double.self).array
    }

    /// Bytes that the reference of an answer holds.
    ///
    /// - Parameter tokens: Fed answer tokens.
    package static func byteCount(tokens: Int, shape: ModelShape) -> Int {
        ReferenceLayout(shape, tokens: tokens).byteCount
    }
}

extension AnswerEvidence {
    /// A layer's part of a reference's block.
    fileprivate init(_ arena: View<UInt8>, _ layout: ReferenceLayout, layer: Int) {
        let shape = layout.shape
        self.init(
            states: Rows(
                arena[layout.states(ofLayer: layer)].bound(to: Float.self), count: layout.tokens,
                width: shape.hiddenSize),
            queries: Rows(
                arena[layout.queries(ofLayer: layer)].bound(to: Float.self),
                count: layout.tokens, width: shape.headCount * shape.headDim),
            keys: arena[layout.keys(ofLayer: layer)].bound(to: UInt16.self),
            values: arena[layout.values(ofLayer: layer)].bound(to: UInt16.self),
            headDim: shape.headDim)
    }
}
