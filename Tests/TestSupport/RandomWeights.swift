package import Engine

/// A matrix of random weights of any type, as a file has it and as a file's reader expands it.
package struct RandomWeights: Sendable {
    package let type: TensorType
    package let outputs: Int
    package let inputs: Int
    /// The bytes of a file.
    package let bytes: [UInt8]
    /// The weights that the file's reader gives, row by row.
    package let floats: [Float]

    /// Draws finite weights; inputs are rounded up to whole blocks.
    package init(
        _ encoder: BlockEncoder, outputs: Int, inputs: Int, from random: inout RandomInputs
    ) throws {
        let type = TensorType(code: encoder.code) ?? .f32
        self.type = type
        self.outputs = outputs
        self.inputs = (inputs + type.blockLength - 1) / type.blockLength * type.blockLength
        var bytes = random.codes(
            outputs * self.inputs / type.blockLength * type.blockBytes, bits: 8)
        for block in stride(from: 0, to: bytes.count, by: type.blockBytes) {
            // A clear bit at the top of an exponent keeps magnitudes below 2.
            switch encoder {
            case .f32, .f16, .bf16: bytes[block + type.blockBytes - 1] &= 0xbf
            case .q40, .q50, .q80: bytes[block + 1] &= 0xbf
            case .q41, .q51:
                bytes[block + 1] &= 0xbf
                bytes[block + 3] &= 0xbf
            }
        }
        self.bytes = bytes
        floats = try Self.expand(bytes, type: type, outputs: outputs, inputs: self.inputs)
    }

    /// Takes weights of one block a row from the bytes of a file.
    package init(type: TensorType, outputs: Int, bytes: [UInt8]) throws {
        self.type = type
        self.outputs = outputs
        self.bytes = bytes
        inputs = type.blockLength
        floats = try Self.expand(bytes, type: type, outputs: outputs, inputs: inputs)
    }

    private static func expand(
        _ bytes: [UInt8], type: TensorType, outputs: Int, inputs: Int
    ) throws -> [Float] {
        let directory = try TemporaryDirectory()
        var writer = ToyGGUFWriter()
        writer.tensors = [
            .init("t", [UInt64(inputs), UInt64(outputs)], type: type.code, data: bytes)
        ]
        let file = try GGUFFile(path: writer.write(to: directory))
        return try file.tensor(named: "t").map { try file.floats(of: $0) } ?? []
    }

    /// The weights in panels; `rowOrder` says which row becomes an output.
    package func panels(
        threads: Int = 1, rowOrder: @Sendable (Int) -> Int = { $0 }
    ) throws -> WeightPanels {
        let rowBytes = bytes.count / outputs
        return try unsafe WeightPanels(
            type: type, outputs: outputs, inputs: inputs, workers: Workers(count: threads),
            rowOrder: rowOrder
        ) { rows, target in
            let part = bytes[rows.lowerBound * rowBytes..<rows.upperBound * rowBytes]
            unsafe part.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
        }
    }

    /// The weights of an output.
    package func row(_ output: Int) -> [Float] {
        Array(floats[output * inputs..<(output + 1) * inputs])
    }

    /// x * matrix^T, or that added to `out`: chains of 256 multiply-adds over the expanded weights,
    /// each added to the ones before.
    package func multiply(_ x: Rows, into out: Rows, adding: Bool, on set: KernelSet) throws {
        let columns = Rows(
            try Buffer(count: inputs * outputs).view, count: inputs, width: outputs)
        Kernels.transpose(Rows(try View.of(floats), count: outputs, width: inputs), into: columns)
        for start in stride(from: 0, to: inputs, by: 256) {
            let chain = start..<min(start + 256, inputs)
            Kernels.multiply(
                x[columns: chain], by: columns[chain], into: out,
                sum: adding || start > 0 ? .add : .store, on: set)
        }
    }
}
