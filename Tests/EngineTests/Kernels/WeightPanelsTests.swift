import Engine
import TestSupport
import Testing

@Suite("Packed weights")
struct WeightPanelsTests {
    private static let panelWidth = Kernels.panelWidth

    @Test(
        "every weight expands to the bits that the file's reader gives",
        arguments: KernelSet.runnable, BlockEncoder.allCases)
    func expansion(set: KernelSet, encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 1)
        for outputs in Self.outputs {
            let weights = try Self.weights(encoder, outputs: outputs, from: &inputs)
            let panels = try weights.panels()
            let out = try Buffer<Float>(count: weights.inputs * Self.panelWidth).view
            for panel in 0..<panels.panelCount {
                out.fill(.nan)
                Kernels.expand(panels, panel: panel, into: out, on: set)
                let differing = (0..<out.count).first { index in
                    let output = panel * Self.panelWidth + index % Self.panelWidth
                    guard output < weights.outputs else { return out[index] != 0 }
                    let weight = weights.row(output)[index / Self.panelWidth]
                    return out[index].bitPattern != weight.bitPattern
                }
                #expect(differing == nil, "\(weights.outputs) x \(weights.inputs)")
            }
        }
    }

    @Test("every half scale and minimum expands as the file's reader does it", arguments: [4, 5])
    func allHalves(bits: Int) throws {
        let type = bits == 4 ? TensorType.q41 : .q51
        var bytes: [UInt8] = []
        // Every finite half once as a scale and once, in another order, as a minimum.
        let finite = (UInt16.min...UInt16.max).filter { $0 & 0x7c00 != 0x7c00 }
        for (index, half) in finite.enumerated() {
            bytes.put(half)
            bytes.put(finite[(index * 977) % finite.count])
            bytes += (0..<type.blockBytes - 4).map { UInt8(truncatingIfNeeded: $0 * 17 + index) }
        }
        let weights = try RandomWeights(type: type, outputs: finite.count, bytes: bytes)
        let panels = try weights.panels()
        let out = try Buffer<Float>(count: 32 * Self.panelWidth).view
        for set in KernelSet.runnable {
            for panel in 0..<panels.panelCount {
                Kernels.expand(panels, panel: panel, into: out, on: set)
                let expanded = Rows(out, count: 32, width: Self.panelWidth)
                let expected = Rows(
                    try View.of(
                        Array(weights.floats[panel * out.count..<(panel + 1) * out.count])),
                    count: Self.panelWidth, width: 32)
                let transposed = try Rows.of(unset: 32, width: Self.panelWidth, gap: 0)
                Kernels.transpose(expected, into: transposed)
                #expect(
                    expanded.elements.map(\.bitPattern) == transposed.elements.map(\.bitPattern),
                    "\(set), panel \(panel)")
            }
        }
    }

    @Test("rows come back with the same bits, in any order", arguments: BlockEncoder.allCases)
    func rows(encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 10)
        let weights = try Self.weights(encoder, outputs: 150, from: &inputs)
        let order: @Sendable (Int) -> Int = { [count = weights.outputs] in count - 1 - $0 }
        let panels = try weights.panels(threads: 2, rowOrder: order)
        let row = try Buffer<Float>(count: weights.inputs).view
        for output in 0..<weights.outputs {
            Kernels.copyRow(panels, row: output, into: row)
            #expect(
                row.array.map(\.bitPattern) == weights.row(order(output)).map(\.bitPattern),
                "row \(output) of \(weights.outputs)")
        }
    }

    @Test(
        "a product has the bits of chains over the expanded weights, and a row the same ones alone",
        arguments: KernelSet.runnable, BlockEncoder.allCases)
    func product(set: KernelSet, encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 20)
        for outputs in Self.outputs {
            try checkProduct(
                Self.weights(encoder, outputs: outputs, from: &inputs), from: &inputs, on: set)
        }
    }

    private func checkProduct(
        _ weights: RandomWeights, from inputs: inout RandomInputs, on set: KernelSet
    ) throws {
        let panels = try weights.panels()
        let x = try inputs.rows(200, width: weights.inputs, gap: 3)
        let before = try inputs.rows(200, width: weights.outputs, gap: 0)
        for adding in [false, true] {
            let expected = try before.copied()
            try weights.multiply(x, into: expected, adding: adding, on: set)
            for rows in [0..<200] + (1...13).map({ 2 * $0..<3 * $0 }) + [7..<26, 150..<180] {
                let out = try Rows.of(unset: rows.count, width: weights.outputs, gap: 2)
                for row in 0..<rows.count { out[row].copy(from: before[rows][row]) }
                Kernels.multiply(
                    x[rows], by: panels, panels: 0..<panels.panelCount, into: out, adding: adding,
                    on: set)
                #expect(
                    out.elements.map(\.bitPattern) == expected[rows].elements.map(\.bitPattern),
                    "\(rows.count) rows, \(weights.outputs) x \(weights.inputs)")
                #expect(out.hasUntouchedGaps)
            }
        }
    }

    @Test("matrices of any types lie one below the other", arguments: 0..<8)
    func parts(seed: Int) throws {
        var inputs = RandomInputs(seed: 30 + seed)
        let width = inputs.element(of: [32, 288, 576])
        let weights = try (0..<3).map { _ in
            try RandomWeights(
                inputs.element(of: BlockEncoder.allCases), outputs: inputs.int(in: 1...400),
                inputs: width, from: &inputs)
        }
        let matrix = PackedMatrix(try weights.map { try $0.panels() })
        let x = try inputs.rows(inputs.element(of: [1, 5, 30, 250]), width: width, gap: 0)
        let expected = try Rows.of(unset: x.count, width: matrix.outputs, gap: 0)
        var column = 0
        for part in weights {
            try part.multiply(
                x, into: expected[columns: column..<column + part.outputs], adding: false,
                on: .chosen)
            column += part.outputs
        }
        for threads in 1...3 {
            let out = try Rows.of(unset: x.count, width: matrix.outputs, gap: 0)
            Workers(count: threads).apply(matrix, to: x, into: out)
            #expect(out.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern))
        }
        let row = try Buffer<Float>(count: width).view
        for (output, expected) in weights.flatMap({ part in
            (0..<part.outputs).map { part.row($0) }
        }).enumerated() {
            matrix.copyRow(output, into: row)
            #expect(row.array == expected, "row \(output)")
        }
    }

    @Test(
        "weights take the bytes of the file, but for whole panels", arguments: BlockEncoder.allCases
    )
    func bytes(encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 40)
        let weights = try RandomWeights(
            encoder, outputs: 3 * Self.panelWidth, inputs: 96, from: &inputs)
        #expect(PackedMatrix([try weights.panels()]).byteCount == weights.bytes.count)
    }

    /// Outputs around whole panels.
    private static let outputs = [1, 63, 64, 65, 130]

    /// Weights with inputs around whole chains of 256.
    private static func weights(
        _ encoder: BlockEncoder, outputs: Int, from inputs: inout RandomInputs
    ) throws -> RandomWeights {
        try RandomWeights(
            encoder, outputs: outputs,
            inputs: inputs.element(of: [1, 32, 255, 256, 288, inputs.int(in: 2...600)]),
            from: &inputs)
    }
}
