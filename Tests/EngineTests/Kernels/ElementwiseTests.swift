import Engine
import TestSupport
import Testing

@Suite("Kernels over one row")
struct ElementwiseTests {
    private static let lengths = [0, 1, 3, 4, 7, 8, 15, 16, 17, 64, 255, 576, 1537]

    @Test("a sum is rounded once", arguments: KernelSet.runnable, lengths)
    func add(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let (a, b) = (inputs.floats(count), inputs.floats(count))
        let x = try View.of(a)
        Kernels.add(try View.of(b), to: x, on: set)
        #expect(x.array == zip(a, b).map { $0 + $1 })
    }

    @Test("a scaled row is rounded once", arguments: KernelSet.runnable, lengths)
    func scale(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let a = inputs.floats(count, magnitude: 100)
        let x = try View.of(a)
        Kernels.scale(x, by: 0.37, on: set)
        #expect(x.array == a.map { $0 * 0.37 })
    }

    @Test("a norm is near the exact one", arguments: KernelSet.runnable, lengths)
    func rmsNorm(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let (x, weight) = (inputs.floats(count, magnitude: 20), inputs.floats(count))
        let out = try Buffer<Float>(count: count).view
        Kernels.rmsNorm(
            try View.of(x), weight: try View.of(weight), epsilon: 1e-5, into: out, on: set)
        let exact = SlowKernels.rmsNorm(x, weight: weight, epsilon: 1e-5)
        let worst = worstShare(out.array, exact)
        #expect(worst.share <= 1, "element \(worst.index)")
    }

    @Test("a row of zeros keeps its norm finite", arguments: KernelSet.runnable)
    func zeroNorm(set: KernelSet) throws {
        let (zeros, out) = (try Buffer<Float>(count: 33).view, try Buffer<Float>(count: 33).view)
        Kernels.rmsNorm(zeros, weight: zeros, epsilon: 1e-5, into: out, on: set)
        #expect(out.array.allSatisfy { $0 == 0 })
    }

    @Test(
        "rotated heads are near the exact ones", arguments: KernelSet.runnable,
        [(0, 64), (1, 2), (1, 8), (9, 24), (3, 64), (5, 80), (2, 128)])
    func rotate(set: KernelSet, size: (heads: Int, headDim: Int)) throws {
        var inputs = RandomInputs(seed: size.headDim)
        let x = inputs.floats(size.heads * size.headDim, magnitude: 10)
        let (cosines, sines) = (inputs.floats(size.headDim / 2), inputs.floats(size.headDim / 2))
        let view = try View.of(x)
        Kernels.rotate(
            view, headDim: size.headDim, cosines: try View.of(cosines), sines: try View.of(sines),
            on: set)
        let exact = SlowKernels.rotate(x, headDim: size.headDim, cosines: cosines, sines: sines)
        let worst = worstShare(view.array, exact)
        #expect(worst.share <= 1, "element \(worst.index)")
    }

    @Test(
        "silu is near the exact one, far from zero too", arguments: KernelSet.runnable, lengths)
    func siluMultiply(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let magnitude = inputs.element(of: [1.0, 20, 1000])
        let (gate, up) = (inputs.floats(count, magnitude: magnitude), inputs.floats(count))
        let view = try View.of(gate)
        Kernels.siluMultiply(view, by: try View.of(up), on: set)
        let worst = worstShare(view.array, SlowKernels.siluMultiply(gate, by: up))
        #expect(worst.share <= 1, "element \(worst.index)")
    }

    @Test("a dot product is near the exact one", arguments: KernelSet.runnable, lengths)
    func dot(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let x = try inputs.rows(1, width: count, gap: 0)
        let y = try inputs.rows(count, width: 1, gap: 0)
        let found = Kernels.dot(x[0], try View.of(y.elements), on: set)
        #expect(worstShare([found], SlowKernels.multiply(x, by: y, onto: nil)).share <= 1)
    }

    @Test("transposing moves every element and touches nothing else", arguments: [0, 1, 5, 64, 77])
    func transpose(rows: Int) throws {
        var inputs = RandomInputs(seed: rows)
        let columns = inputs.int(in: 1...90)
        let x = try inputs.rows(rows, width: columns, gap: 2)
        let out = try Rows.of(unset: columns, width: rows, gap: 3)
        Kernels.transpose(x, into: out)
        for row in 0..<rows {
            #expect(x[row].array == (0..<columns).map { out[$0][row] })
        }
        #expect(out.hasUntouchedGaps)
    }

    @Test("the first of the largest elements is found", arguments: KernelSet.runnable, lengths)
    func argMax(set: KernelSet, count: Int) throws {
        guard count > 0 else { return }
        var inputs = RandomInputs(seed: count)
        var x = inputs.floats(count)
        let place = inputs.int(in: 0...count - 1)
        x[place] = 2
        x[inputs.int(in: place...count - 1)] = 2
        #expect(Kernels.argMax(try View.of(x), on: set) == place)
    }

    @Test("every set that the machine runs has its own name, the last one is portable")
    func names() {
        let names = KernelSet.runnable.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.last == "portable")
        #expect(KernelSet(named: "sse") == nil)
    }
}
