/// Takes the tensors of a model by name, each with its exact shape, and keeps count of what is left.
struct ModelTensors {
    private let file: GGUFFile
    private let shape: ModelShape
    private var taken: Set<String> = []

    /// Takes from a file whose header has this shape.
    init(file: GGUFFile, shape: ModelShape) {
        self.file = file
        self.shape = shape
    }

    /// A tensor that must be there.
    ///
    /// - Parameter dimensions: The shape in the file's order, row length first.
    mutating func take(_ name: String, _ dimensions: [Int]) throws(ModelError) -> GGUFTensor {
        guard let tensor = try takeIfPresent(name, dimensions) else {
            throw ModelError(
                path: file.path, byteOffset: file.metadata.endOffset, fault: .missingTensor(name))
        }
        return tensor
    }

    /// A tensor that may be absent.
    mutating func takeIfPresent(
        _ name: String, _ dimensions: [Int]
    ) throws(ModelError) -> GGUFTensor? {
        guard let tensor = file.tensor(named: name) else { return nil }
        guard tensor.dimensions == dimensions else {
            let fault = ModelFault.wrongShape(
                tensor: name, found: tensor.dimensions, expected: dimensions)
            throw ModelError(path: file.path, byteOffset: tensor.headerOffset, fault: fault)
        }
        taken.insert(name)
        return tensor
    }

    /// The tensors of a layer.
    mutating func takeLayer(_ layer: Int) throws(ModelError) -> LayerTensors {
        let hidden = shape.hiddenSize
        let queries = shape.headCount * shape.headDim
        let keys = shape.kvHeadCount * shape.headDim
        let feedForward = shape.feedForwardSize
        func name(_ role: String) -> String { "blk.\(layer).\(role).weight" }
        return LayerTensors(
            attentionNorm: try take(name("attn_norm"), [hidden]),
            query: try take(name("attn_q"), [hidden, queries]),
            key: try take(name("attn_k"), [hidden, keys]),
            value: try take(name("attn_v"), [hidden, keys]),
            attentionOutput: try take(name("attn_output"), [queries, hidden]),
            feedForwardNorm: try take(name("ffn_norm"), [hidden]),
            gate: try take(name("ffn_gate"), [hidden, feedForward]),
            up: try take(name("ffn_up"), [hidden, feedForward]),
            down: try take(name("ffn_down"), [feedForward, hidden]))
    }

    /// The tensors that nobody took, and those whose values cannot be expanded.
    func obstacles() -> [ModelError] {
        file.tensors.compactMap { tensor in
            if !taken.contains(tensor.name) {
                return ModelError(
                    path: file.path, byteOffset: tensor.headerOffset,
                    fault: .unknownTensor(tensor.name))
            }
            if !TensorType.expandable.contains(tensor.type) {
                let fault = ModelFault.unsupportedType(
                    tensor: tensor.name, type: tensor.type.name)
                return ModelError(path: file.path, byteOffset: tensor.headerOffset, fault: fault)
            }
            return nil
        }
    }
}
