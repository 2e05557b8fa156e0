extension ModelWeights {
    /// Expands and packs the weights of a file.
    ///
    /// - Throws: `GGUFError`, or `MemoryError` if the machine is too small.
    package init(_ file: GGUFFile, _ description: ModelDescription, workers: Workers) throws {
        let shape = description.shape
        embedding = try PackedMatrix(
            file.floats(of: description.tokenEmbedding), inputs: shape.hiddenSize)
        output =
            try description.isOutputTied
            ? embedding
            : PackedMatrix(file.floats(of: description.output), inputs: shape.hiddenSize)
        outputNorm = try file.view(of: description.outputNorm)
        layers = try workers.map(shape.layerCount) { index in
            try Layer(file, description.layers[index], shape: shape)
        }
        let factors = try description.ropeFactors.map { try file.floats(of: $0) }
        ropeFrequencies = RotaryTable.frequencies(
            headDim: shape.headDim, base: shape.ropeBase, factors: factors
        ).map { $0 / description.ropeScale }
    }
}

extension ModelWeights.Layer {
    fileprivate init(_ file: GGUFFile, _ tensors: LayerTensors, shape: ModelShape) throws {
        let query = rotateHalfOrder(
            try file.floats(of: tensors.query), headDim: shape.headDim, width: shape.hiddenSize)
        let key = rotateHalfOrder(
            try file.floats(of: tensors.key), headDim: shape.headDim, width: shape.hiddenSize)
        attentionNorm = try file.view(of: tensors.attentionNorm)
        queryKeyValue = try PackedMatrix(
            query + key + file.floats(of: tensors.value), inputs: shape.hiddenSize)
        attentionOutput = try PackedMatrix(
            file.floats(of: tensors.attentionOutput), inputs: shape.headCount * shape.headDim)
        feedForwardNorm = try file.view(of: tensors.feedForwardNorm)
        gateUp = try PackedMatrix(
            file.floats(of: tensors.gate) + file.floats(of: tensors.up), inputs: shape.hiddenSize)
        down = try PackedMatrix(
            file.floats(of: tensors.down), inputs: shape.feedForwardSize)
    }
}

/// Moves the rows of a query or key matrix from the pairs of `llama` files to rotate-half order:
/// in each head row i comes from row 2i, and row i + D/2 from row 2i + 1.
private func rotateHalfOrder(_ matrix: [Float], headDim: Int, width: Int) -> [Float] {
    var ordered: [Float] = []
    ordered.reserveCapacity(matrix.count)
    for head in 0..<matrix.count / (headDim * width) {
        for row in 0..<headDim {
            let source = row < headDim / 2 ? 2 * row : 2 * (row - headDim / 2) + 1
            let start = (head * headDim + source) * width
            ordered.append(contentsOf: matrix[start..<start + width])
        }
    }
    return ordered
}

extension GGUFFile {
    fileprivate func view(of tensor: GGUFTensor) throws -> View<Float> {
        let values = try floats(of: tensor)
        let view = try Buffer<Float>(count: values.count).view
        view.copy(from: values)
        return view
    }
}
