extension ModelWeights {
    /// Reads and packs the weights of a file.
    ///
    /// - Throws: `GGUFError`, or `MemoryError` if the machine is too small.
    package init(_ file: GGUFFile, _ description: ModelDescription, workers: Workers) throws {
        let shape = description.shape
        embedding = try file.matrix(description.tokenEmbedding, workers: workers)
        output =
            try description.isOutputTied
            ? embedding : file.matrix(description.output, workers: workers)
        outputNorm = try file.view(of: description.outputNorm)
        layers = try description.layers.map { try Layer(file, $0, shape: shape, workers: workers) }
        let factors = try description.ropeFactors.map { try file.floats(of: $0) }
        ropeFrequencies = RotaryTable.frequencies(
            headDim: shape.headDim, base: shape.ropeBase, factors: factors
        ).map { $0 / description.ropeScale }
    }
}

extension ModelWeights.Layer {
    fileprivate init(
        _ file: GGUFFile, _ tensors: LayerTensors, shape: ModelShape, workers: Workers
    ) throws {
        let headDim = shape.headDim
        attentionNorm = try file.view(of: tensors.attentionNorm)
        queryKeyValue = PackedMatrix([
            try file.panels(tensors.query, workers: workers) { rotateHalfRow($0, headDim) },
            try file.panels(tensors.key, workers: workers) { rotateHalfRow($0, headDim) },
            try file.panels(tensors.value, workers: workers),
        ])
        attentionOutput = try file.matrix(tensors.attentionOutput, workers: workers)
        feedForwardNorm = try file.view(of: tensors.feedForwardNorm)
        gateUp = PackedMatrix([
            try file.panels(tensors.gate, workers: workers),
            try file.panels(tensors.up, workers: workers),
        ])
        down = try file.matrix(tensors.down, workers: workers)
    }
}

/// The row of a query or key matrix in a `llama` file, where pairs are neighbours, that belongs at
/// a row of rotate-half order: in each head row i comes from row 2i, and row i + D/2 from 2i + 1.
private func rotateHalfRow(_ row: Int, _ headDim: Int) -> Int {
    let (head, place) = (row / headDim, row % headDim)
    return head * headDim
        + (place < headDim / 2 ? 2 * place : 2 * (place - headDim / 2) + 1)
}

extension GGUFFile {
    /// A tensor's rows in panels, in the order that `rowOrder` gives.
    fileprivate func panels(
        _ tensor: GGUFTensor, workers: Workers, rowOrder: @Sendable (Int) -> Int = { $0 }
    ) throws -> WeightPanels {
        try unsafe WeightPanels(
            type: tensor.type, outputs: tensor.rowCount, inputs: tensor.rowLength,
            workers: workers, rowOrder: rowOrder
        ) { rows, bytes in
            let start = tensor.byteOffset + rows.lowerBound * tensor.rowBytes
            try unsafe source.read(at: start, into: bytes)
        }
    }

    fileprivate func matrix(_ tensor: GGUFTensor, workers: Workers) throws -> PackedMatrix {
        PackedMatrix([try panels(tensor, workers: workers)])
    }

    fileprivate func view(of tensor: GGUFTensor) throws -> View<Float> {
        let values = try floats(of: tensor)
        let view = try Buffer<Float>(count: values.count).view
        view.copy(from: values)
        return view
    }
}
