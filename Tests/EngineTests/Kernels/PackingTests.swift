import Engine
import TestSupport
import Testing

@Suite("Packed segments")
struct PackingTests {
    /// What a random segment looks like.
    private struct Case {
        let tokens: Int
        let headDim: Int
        let bits: Int
        let group: Int
        let perChannel: Bool

        init(bits: Int, isKeys: Bool, inputs: inout RandomInputs) {
            self.bits = bits
            tokens = inputs.element(of: [0, 1, 31, 32, 33, 64, 65, inputs.int(in: 1...200)])
            headDim = inputs.element(of: [8, 24, 64, 80, 128])
            perChannel = isKeys && inputs.bool()
            let group = inputs.element(of: [1, 5, 16, 32, 48, 64, 100, 128])
            self.group = perChannel ? group : Grouping.channelGroup(group, headDim: headDim)
        }
    }

    @Test(
        "codes lie in the order of the format, without a gap",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8])
    func format(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: bits)
        let shapes = [(1, 8), (31, 24), (32, 64), (33, 80), (70, 128), (96, 32), (0, 64)]
        for (tokens, headDim) in shapes {
            for isKeys in [true, false] {
                let made = try made(
                    tokens, headDim, bits, isKeys: isKeys, inputs: &inputs, set: set)
                let packed = SlowPacking(bits: bits, headDim: headDim, isKeys: isKeys)
                    .packed(made.codes)
                #expect(made.segment.codes.array == packed, "\(tokens) tokens of \(headDim)")
            }
        }
    }

    @Test(
        "keys and values read back as code * scale + minimum",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8, 16])
    func readBack(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 10 + bits)
        for round in 0..<24 {
            let isKeys = round % 2 == 0
            let shape = Case(bits: bits, isKeys: isKeys, inputs: &inputs)
            let made = try SlowSegment(
                tokens: shape.tokens, headDim: shape.headDim, bits: bits, group: shape.group,
                perChannel: shape.perChannel, isKeys: isKeys, inputs: &inputs, set: set)
            let read =
                try isKeys
                ? made.segment.readKeys(headDim: shape.headDim, on: set)
                : made.segment.readValues(headDim: shape.headDim, on: set)
            let worst = worstShare(Array(read.joined()), Array(made.values.joined()))
            #expect(worst.share <= 1, "\(shape), element \(worst.index)")
        }
    }

    @Test(
        "keys and values read back with the same bits on every instruction set",
        arguments: [2, 3, 4, 5, 6, 8, 16])
    func sameBits(bits: Int) throws {
        var inputs = RandomInputs(seed: 40 + bits)
        for round in 0..<24 {
            let isKeys = round % 2 == 0
            let shape = Case(bits: bits, isKeys: isKeys, inputs: &inputs)
            let made = try SlowSegment(
                tokens: shape.tokens, headDim: shape.headDim, bits: bits, group: shape.group,
                perChannel: shape.perChannel, isKeys: isKeys, inputs: &inputs, set: .chosen)
            let reads = try KernelSet.runnable.map { set in
                try isKeys
                    ? made.segment.readKeys(headDim: shape.headDim, on: set)
                    : made.segment.readValues(headDim: shape.headDim, on: set)
            }
            for read in reads.dropFirst() {
                #expect(read == reads[0], "\(shape)")
            }
        }
    }

    @Test(
        "codes survive packing exactly", arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8])
    func exact(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 20 + bits)
        for tokens in [1, 7, 32, 45, 64, 99] {
            for isKeys in [true, false] {
                let made = try made(tokens, 24, bits, isKeys: isKeys, inputs: &inputs, set: set)
                for group in 0..<made.segment.groups.count / 2 {
                    made.segment.groups[2 * group] = Float16(1).bitPattern
                    made.segment.groups[2 * group + 1] = 0
                }
                let read =
                    try isKeys
                    ? made.segment.readKeys(headDim: 24, on: set)
                    : made.segment.readValues(headDim: 24, on: set)
                #expect(read.joined().map { UInt8($0) } == made.codes, "\(tokens) tokens")
            }
        }
    }

    @Test(
        "part of a segment reads as the same part of the whole",
        arguments: KernelSet.runnable, [3, 4, 16])
    func parts(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 30 + bits)
        let (tokens, headDim) = (109, 64)
        let keys = try made(tokens, headDim, bits, isKeys: true, inputs: &inputs, set: set)
        let values = try made(tokens, headDim, bits, isKeys: false, inputs: &inputs, set: set)
        let allKeys = try keys.segment.readKeys(headDim: headDim, on: set)
        let allValues = try values.segment.readValues(headDim: headDim, on: set)
        let out = try Buffer<Float>(count: headDim * Kernels.tile).view
        for (first, count) in [(0, 32), (32, 64), (64, 45), (96, 13), (64, 32), (64, 0)] {
            Kernels.unpackKeys(
                keys.segment, first: first, count: count, headDim: headDim, into: out, on: set)
            for token in 0..<count {
                let row = (0..<headDim).map { out[$0 * Kernels.tile + token] }
                #expect(row == allKeys[first + token], "key \(token) of \(first), \(count)")
            }
            Kernels.unpackValues(
                values.segment, first: first, count: count, headDim: headDim, into: out, on: set)
            #expect(
                out[0..<count * headDim].array
                    == Array(allValues[first..<first + count].joined()))
        }
    }

    private func made(
        _ tokens: Int, _ headDim: Int, _ bits: Int, isKeys: Bool, inputs: inout RandomInputs,
        set: KernelSet
    ) throws -> SlowSegment {
        try SlowSegment(
            tokens: tokens, headDim: headDim, bits: bits, group: isKeys ? 32 : 8,
            perChannel: isKeys, isKeys: isKeys, inputs: &inputs, set: set)
    }
}
