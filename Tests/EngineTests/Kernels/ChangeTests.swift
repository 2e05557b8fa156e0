import Engine
import TestSupport
import Testing

@Suite("Kernels of changed attention")
struct ChangeTests {
    private static let lengths = [1, 3, 8, 15, 16, 17, 64, 100, 255]

    @Test("gathered halves are the chosen rows, exactly", arguments: KernelSet.runnable, lengths)
    func gatherHalves(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        let (rows, count) = (inputs.int(in: 1...40), inputs.int(in: 0...60))
        let halves = inputs.floats(rows * width, magnitude: 9).map { Float16($0) }
        let chosen = (0..<count).map { _ in Int32(inputs.int(in: 0...rows - 1)) }
        let out = Rows(try Buffer(count: count * width).view, count: count, width: width)
        Kernels.gatherHalves(
            try View.of(halves.map(\.bitPattern)), rows: try View.of(chosen), into: out, on: set)
        for (index, row) in chosen.map(Int.init).enumerated() {
            #expect(
                out[index].array == halves[row * width..<(row + 1) * width].map { Float($0) })
        }
    }

    @Test("gathered columns are the chosen ones", arguments: KernelSet.runnable, lengths)
    func gatherColumns(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        let (rows, count) = (inputs.int(in: 0...20), inputs.int(in: 0...60))
        let x = try inputs.rows(rows, width: width, gap: 3)
        let chosen = (0..<count).map { _ in Int32(inputs.int(in: 0...width - 1)) }
        let out = Rows(try Buffer(count: rows * count).view, count: rows, width: count)
        Kernels.gatherColumns(x, columns: try View.of(chosen), into: out, on: set)
        for row in 0..<rows {
            #expect(out[row].array == chosen.map { x[row][Int($0)] })
        }
    }

    @Test("a difference is rounded once", arguments: KernelSet.runnable, lengths)
    func subtract(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let (a, b) = (inputs.floats(count), inputs.floats(count))
        let x = try View.of(a)
        Kernels.subtract(try View.of(b), from: x, on: set)
        #expect(x.array == zip(a, b).map { $0 - $1 })
    }

    @Test("sums of rows are near the exact ones", arguments: KernelSet.runnable, lengths)
    func sumRows(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        let x = try inputs.rows(inputs.int(in: 0...20), width: width, gap: 2, magnitude: 30)
        let sums = try Buffer<Float>(count: x.count).view
        Kernels.sumRows(x, into: sums, on: set)
        let worst = worstShare(sums.array, (0..<x.count).map { SlowKernels.sum(x[$0].array) })
        #expect(worst.share <= 1, "row \(worst.index)")
    }

    @Test(
        "changes of weights and their sums are near the exact ones, and nothing else is touched",
        arguments: KernelSet.runnable, lengths)
    func weightChanges(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        for magnitude in [0.01, 5, 40] {
            let rows = inputs.int(in: 1...12)
            let scores = try inputs.rows(rows, width: width, gap: 3, magnitude: magnitude)
            let weights = try inputs.rows(rows, width: width, gap: 1)
            let maxima = inputs.floats(rows, magnitude: magnitude)
            let sums = try Buffer<Float>(count: rows).view
            let exact = (0..<rows).map {
                SlowKernels.weightChanges(
                    scores[$0].array, maximum: maxima[$0], weights: weights[$0].array)
            }

            Kernels.weightChanges(
                scores, maxima: try View.of(maxima), weights: weights, sums: sums, on: set)

            for row in 0..<rows {
                let worst = worstShare(scores[row].array, exact[row].changes)
                #expect(worst.share <= 1, "row \(row), element \(worst.index)")
            }
            #expect(worstShare(sums.array, exact.map(\.sum)).share <= 1)
            #expect(scores.hasUntouchedGaps)
        }
    }

    @Test("weights that stay as they are change by nothing", arguments: KernelSet.runnable, lengths)
    func sameWeights(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        let row = inputs.floats(width, magnitude: 12)
        let weights = try View.of(row)
        _ = Kernels.exponentiate(weights, on: set)
        let scores = Rows(try View.of(row), count: 1, width: width)
        let sums = try View.of([Float.nan])
        Kernels.weightChanges(
            scores, maxima: try View.of([row.max() ?? 0]),
            weights: Rows(weights, count: 1, width: width), sums: sums, on: set)
        #expect(scores[0].array.allSatisfy { $0 == 0 } && sums[0] == 0)
    }

    @Test("changes of outputs are near the exact ones", arguments: KernelSet.runnable, lengths)
    func outputChanges(set: KernelSet, width: Int) throws {
        var inputs = RandomInputs(seed: width)
        let rows = inputs.int(in: 1...12)
        let values = (0..<rows).map { _ in inputs.floats(width, magnitude: 7) }
        let outputs = (0..<rows).map { _ in inputs.floats(width, magnitude: 2) }
        let changes = inputs.floats(rows)
        let totals = inputs.floats(rows).map { abs($0) + 2 }
        let x = Rows(try View.of(Array(values.joined())), count: rows, width: width)
        Kernels.outputChanges(
            x, changes: try View.of(changes), totals: try View.of(totals),
            outputs: Rows(try View.of(Array(outputs.joined())), count: rows, width: width), on: set)
        for row in 0..<rows {
            let exact = SlowKernels.outputChanges(
                values[row], change: changes[row], total: totals[row], outputs: outputs[row])
            let worst = worstShare(x[row].array, exact)
            #expect(worst.share <= 1, "row \(row), element \(worst.index)")
        }
    }
}
