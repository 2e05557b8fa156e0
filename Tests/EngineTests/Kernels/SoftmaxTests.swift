import Engine
import TestSupport
import Testing

@Suite("Exponentials, log-sum-exp and divergence")
struct SoftmaxTests {
    private static let lengths = [1, 2, 5, 15, 16, 17, 320, 1023, 1024, 1025, 49_152]

    @Test(
        "a row's exponentials and their sum are near the exact ones",
        arguments: KernelSet.runnable, lengths)
    func exponentiate(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        for magnitude in [0.01, 5, 300] {
            let row = inputs.floats(count, magnitude: magnitude)
            let view = try View.of(row)

            let sum = Kernels.exponentiate(view, on: set)

            let exact = SlowKernels.exponentials(row)
            let worst = worstShare(view.array, exact)
            #expect(worst.share <= 1, "element \(worst.index), \(row[worst.index])")
            #expect(worstShare([sum], [SlowKernels.sum(exact)]).share <= 1)
            #expect(view.array.max() == 1)
        }
    }

    @Test("scores that nobody may see weigh nothing", arguments: KernelSet.runnable, [2, 16, 37])
    func hidden(set: KernelSet, count: Int) throws {
        var row = [Float](repeating: -.infinity, count: count)
        row[1] = -3
        let view = try View.of(row)
        #expect(Kernels.exponentiate(view, on: set) == 1)
        #expect(view.array == row.map { $0 == -3 ? 1 : 0 })
    }

    @Test(
        "log-sum-exp is near the exact one", arguments: KernelSet.runnable, lengths)
    func logSumExp(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        for magnitude in [0.01, 5, 300] {
            let row = inputs.floats(count, magnitude: magnitude)
            let found = Kernels.logSumExp(try View.of(row), on: set)
            let exact = SlowKernels.logSumExp(row)
            #expect(abs(found - exact.value) <= exact.bound, "\(found), expected \(exact)")
        }
    }

    @Test(
        "divergence is near the exact one", arguments: KernelSet.runnable, lengths)
    func divergence(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let p = inputs.floats(count, magnitude: 15)
        for change in [0.001, 0.3, 4] {
            let q = zip(p, inputs.floats(count, magnitude: change)).map { $0 + $1 }
            let exact = SlowKernels.divergence(p, from: q)

            let found = Kernels.divergence(
                try View.of(p), logSum: SlowKernels.exactLogSumExp(p), from: try View.of(q),
                logSum: SlowKernels.exactLogSumExp(q), on: set)

            #expect(abs(found - exact.value) <= exact.bound, "\(found), expected \(exact)")
        }
    }

    @Test("a distribution does not diverge from itself", arguments: KernelSet.runnable, lengths)
    func noDivergence(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let p = try View.of(inputs.floats(count, magnitude: 15))
        let sum = Kernels.logSumExp(p, on: set)
        #expect(Kernels.divergence(p, logSum: sum, from: p, logSum: sum, on: set) == 0)
    }
}
