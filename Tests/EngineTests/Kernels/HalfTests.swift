import Engine
import TestSupport
import Testing

@Suite("Halves")
struct HalfTests {
    @Test("all 65,536 patterns expand as Float16 does", arguments: KernelSet.runnable)
    func expand(set: KernelSet) throws {
        let patterns = (0...UInt16.max).map { $0 }
        for length in [patterns.count, 7, 1, 0] {
            let halves = try Buffer<UInt16>(count: length).view
            halves.copy(from: Array(patterns.suffix(length)))
            let out = try Buffer<Float>(count: length).view
            Kernels.fromHalf(halves, into: out, on: set)
            let wrong = zip(patterns.suffix(length), out.array).first { pattern, value in
                let expected = Float(Float16(bitPattern: pattern))
                return expected.isNaN ? !value.isNaN : expected.bitPattern != value.bitPattern
            }
            #expect(wrong == nil)
        }
    }

    @Test(
        "every half and every float beside a tie rounds as Float16 does",
        arguments: KernelSet.runnable)
    func roundTies(set: KernelSet) throws {
        let halves = (0..<UInt16(0x7c00)).map { Float(Float16(bitPattern: $0)) }
        let ties = zip(halves, halves.dropFirst()).map { ($0 + $1) / 2 }
        let positive = halves + ties + ties.map(\.nextUp) + ties.map(\.nextDown)
        try check(positive + positive.map { -$0 }, set: set)
    }

    @Test(
        "any float rounds as Float16 does", arguments: KernelSet.runnable, [0, 1, 7, 8, 9, 40_003])
    func roundAny(set: KernelSet, count: Int) throws {
        var inputs = RandomInputs(seed: count)
        try check((0..<count).map { _ in Float(bitPattern: inputs.bits()) }, set: set)
        try check(inputs.floats(count, magnitude: 70_000), set: set)
        try check(inputs.floats(count, magnitude: 0x1p-13), set: set)
    }

    @Test(
        "a value that no half holds is reported, wherever it stands",
        arguments: KernelSet.runnable, [Float.infinity, -.infinity, .nan, 65520, -65520, 1e38])
    func overflow(set: KernelSet, value: Float) throws {
        for count in [1, 8, 13] {
            for place in 0..<count {
                let x = try Buffer<Float>(count: count).view
                x[place] = value
                let out = try Buffer<UInt16>(count: count).view
                #expect(!Kernels.toHalf(x, into: out, on: set), "element \(place) of \(count)")
            }
        }
    }

    @Test(
        "a value that rounds to the largest half is held", arguments: KernelSet.runnable,
        [Float(65504), -65504, Float(65520).nextDown, 0, -0.0])
    func largest(set: KernelSet, value: Float) throws {
        try check([value], set: set)
        let out = try Buffer<UInt16>(count: 1).view
        #expect(Kernels.toHalf(try View.of([value]), into: out, on: set))
    }

    private func check(_ values: [Float], set: KernelSet) throws {
        let out = try Buffer<UInt16>(count: values.count).view
        let allFit = Kernels.toHalf(try View.of(values), into: out, on: set)
        #expect(allFit == values.allSatisfy { Float16($0).isFinite })
        let wrong = zip(values, out.array).first { value, pattern in
            value.isNaN
                ? !Float16(bitPattern: pattern).isNaN : Float16(value).bitPattern != pattern
        }
        #expect(wrong == nil)
    }
}
