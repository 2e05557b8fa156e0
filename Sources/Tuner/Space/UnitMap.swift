package import Engine

/// What may differ within a plan: which key-value heads share one choice.
package enum Granularity: String, Sendable, Hashable, CaseIterable {
    /// Nothing: all heads are treated alike.
    case model
    /// Layers.
    case layer
    /// Key-value heads.
    case head
}

/// The units of a search, each a list of key-value heads that share one choice.
package struct UnitMap: Sendable, Hashable {
    /// One key-value head of the model.
    package struct Head: Sendable, Hashable {
        /// Its layer.
        package let layer: Int
        /// Its index within the layer.
        package let head: Int
    }

    /// The heads of each unit.
    package let units: [[Head]]
    private let shape: ModelShape

    /// Cuts a model's heads into units.
    package init(shape: ModelShape, granularity: Granularity) {
        self.shape = shape
        let layers = (0..<shape.layerCount).map { layer in
            (0..<shape.kvHeadCount).map { Head(layer: layer, head: $0) }
        }
        units =
            switch granularity {
            case .model: [Array(layers.joined())]
            case .layer: layers
            case .head: layers.joined().map { [$0] }
            }
    }

    /// The layer of each unit; of one that spans several, the first.
    package var layers: [Int] { units.map { $0.first?.layer ?? 0 } }

    /// The units of each layer, the last layer first.
    package var byLayer: [[Int]] {
        let layers = layers
        return Dictionary(grouping: units.indices) { layers[$0] }
            .sorted { $0.key > $1.key }.map(\.value)
    }

    /// Choices of units as choices of heads, `[L][G]`.
    package func spread<Choice>(_ choices: [Choice]) -> [[Choice]] {
        precondition(choices.count == units.count && !choices.isEmpty)
        var heads = Array(
            repeating: Array(repeating: choices[0], count: shape.kvHeadCount),
            count: shape.layerCount)
        for (unit, choice) in zip(units, choices) {
            for head in unit { heads[head.layer][head.head] = choice }
        }
        return heads
    }
}
