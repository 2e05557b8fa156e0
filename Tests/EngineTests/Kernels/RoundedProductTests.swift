import Engine
import TestSupport
import Testing

@Suite("Products in integers")
struct RoundedProductTests {
    private static let encoders: [BlockEncoder] = [.q40, .q41, .q50, .q51, .q80]

    @Test(
        "are as near the exact ones as float32 sums are",
        arguments: KernelSet.runnable, encoders)
    func product(set: KernelSet, encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 1)
        for outputs in [1, 63, 64, 65, 200] {
            let weights = try RandomWeights(
                encoder, outputs: outputs, inputs: inputs.element(of: [32, 288, 576, 1536]),
                from: &inputs)
            let x = try inputs.rows(
                inputs.int(in: 1...5), width: weights.inputs, gap: 3, magnitude: 20)
            for adding in [false, true] {
                let out = try inputs.rows(x.count, width: outputs, gap: 2)
                let before = out.elements
                let rounded = try RoundedRows(count: x.count, width: x.width)
                    .rounding(x, on: set)
                let panels = try weights.panels()
                Kernels.multiply(
                    rounded, by: panels, panels: 0..<panels.panelCount, into: out,
                    adding: adding, on: set)
                let expected = (0..<x.count * outputs).map { index in
                    Self.exact(
                        x[index / outputs].array, weights, output: index % outputs,
                        onto: adding ? before[index] : 0)
                }
                let worst = worstShare(out.elements, expected)
                #expect(worst.share <= 1, "\(outputs) x \(weights.inputs), \(worst.index)")
                #expect(out.hasUntouchedGaps)
            }
        }
    }

    /// The product, and what a step of 2^30 in each block and float32 sums may move it by.
    private static func exact(
        _ x: [Float], _ weights: RandomWeights, output: Int, onto start: Float
    ) -> ExactValue {
        let row = weights.row(output)
        var result = ExactValue(Double(start), bound: 0)
        var terms = abs(Double(start))
        for block in stride(from: 0, to: x.count, by: RoundedRows.block) {
            let members = block..<block + RoundedRows.block
            let largest = members.map { Double(abs(x[$0])) }.max() ?? 0
            // Codes and minima are multiplied apart: a block's largest weight bounds either.
            let heaviest = members.map { Double(abs(row[$0])) }.max() ?? 0
            for index in members {
                result.value += Double(x[index]) * Double(row[index])
                result.bound += largest * 0x1p-30 * 32 * heaviest
                terms += Double(abs(x[index])) * 32 * heaviest
            }
        }
        result.bound += terms * Rounding.bound(x.count / RoundedRows.block + 4)
        return result
    }

    @Test(
        "have the same bits for a row alone and among others",
        arguments: KernelSet.runnable, encoders)
    func rowAlone(set: KernelSet, encoder: BlockEncoder) throws {
        var inputs = RandomInputs(seed: 2)
        let weights = try RandomWeights(encoder, outputs: 130, inputs: 320, from: &inputs)
        let panels = try weights.panels()
        let x = try inputs.rows(7, width: 320, gap: 0)
        let rounded = try RoundedRows(count: 7, width: 320).rounding(x, on: set)
        let together = try Rows.of(unset: 7, width: 130, gap: 0)
        Kernels.multiply(
            rounded, by: panels, panels: 0..<panels.panelCount, into: together, adding: false,
            on: set)
        for row in 0..<7 {
            let alone = try Rows.of(unset: 1, width: 130, gap: 0)
            Kernels.multiply(
                rounded[row..<row + 1], by: panels, panels: 0..<panels.panelCount, into: alone,
                adding: false, on: set)
            #expect(alone.elements == together[row].array, "row \(row)")
        }
    }

    @Test("of zeros are zeros", arguments: KernelSet.runnable)
    func zeros(set: KernelSet) throws {
        var inputs = RandomInputs(seed: 3)
        let weights = try RandomWeights(.q41, outputs: 64, inputs: 64, from: &inputs)
        let x = Rows(try Buffer<Float>(count: 64).view, count: 1, width: 64)
        let out = try Rows.of(unset: 1, width: 64, gap: 0)
        let rounded = try RoundedRows(count: 1, width: 64).rounding(x, on: set)
        Kernels.multiply(
            rounded, by: try weights.panels(),
            panels: 0..<1, into: out, adding: false, on: set)
        #expect(out.elements.allSatisfy { $0 == 0 })
    }
}
