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
    /// The one block that all of it lies in, byte for byte as its `SnapshotLayout` says.
    package let arena: View<UInt8>

    /// Reads a block in which a prefill was kept.
    ///
    /// - Parameter arena: Exactly the layout's bytes.
    package init(tokens: [Int], layout: SnapshotLayout, arena: View<UInt8>) {
        precondition(
            tokens.count == layout.tokens && arena.count == layout.byteCount,
            "\(tokens.count) tokens and \(arena.count) bytes, expected \(layout.tokens) and"
                + " \(layout.byteCount)")
        self.tokens = tokens
        self.arena = arena
        layers = (0..<layout.shape.layerCount).map { PrefillEvidence(arena, layout, layer: $0) }
        lastLogits = arena[layout.lastLogits].bound(to: Float.self)
    }

    /// Bytes that a snapshot of a prompt holds.
    package static func byteCount(tokens n: Int, shape: ModelShape, columnSums: Bool) -> Int {
        SnapshotLayout(shape, tokens: n, columnSums: columnSums).byteCount
    }
}

extension PrefillEvidence {
    /// A layer's part of a snapshot's block.
    init(_ arena: View<UInt8>, _ layout: SnapshotLayout, layer: Int) {
        self.init(
            keys: arena[layout.keys(ofLayer: layer)].bound(to: UInt16.self),
            values: arena[layout.values(ofLayer: layer)].bound(to: UInt16.self),
            queries: arena[layout.queries(ofLayer: layer)].bound(to: Float.self),
            columnSums: arena[layout.columnSums(ofLayer: layer)].bound(to: Float.self),
            tokens: layout.tokens, shape: layout.shape)
    }
}
