import Engine
import TestSupport
import Testing

@Suite("Quantization kernel")
struct QuantizeTests {
    @Test(
        "codes, scales and minima equal the plain computation to the bit and read back near it",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8])
    func equalsTwin(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: bits)
        for _ in 0..<24 {
            let headDim = inputs.element(of: [8, 24, 64, 80, 128])
            let tokens = inputs.element(of: [0, 1, 2, 33, inputs.int(in: 1...150)])
            let perChannel = inputs.bool()
            let asked = inputs.element(of: [1, 7, 16, 32, 48, 128])
            let group = perChannel ? asked : Grouping.channelGroup(asked, headDim: headDim)
            var values = inputs.floats(tokens * headDim, magnitude: inputs.bool() ? 10 : 1e-6)
            values = values.map { Float(Float16($0)) }
            if inputs.bool(), let first = values.first {
                values.replaceSubrange(0..<headDim, with: repeatElement(first, count: headDim))
            }
            let quantizer = GroupQuantizer(bits: bits, group: group, perChannel: perChannel)
            let codes = try Buffer<UInt8>(count: values.count).view
            let groups = try Buffer<UInt16>(
                count: 2 * quantizer.groupCount(tokens: tokens, headDim: headDim)
            ).view

            quantizer.quantize(
                try View.of(values), tokens: tokens, headDim: headDim, codes: codes,
                groups: groups, on: set)

            let expected = SlowKernels.quantize(values, headDim: headDim, by: quantizer)
            let place = "\(quantizer), [\(tokens)][\(headDim)]"
            #expect(codes.array == expected.codes, "\(place)")
            #expect(groups.array == expected.pairs, "\(place)")

            let readBack = try Buffer<Float>(count: values.count).view
            quantizer.dequantize(
                codes: codes, groups: groups, tokens: tokens, headDim: headDim, into: readBack,
                on: set)
            let exact = SlowKernels.dequantize(
                expected.codes, pairs: expected.pairs, headDim: headDim, by: quantizer)
            let worst = worstShare(readBack.array, exact)
            #expect(worst.share <= 1, "\(place), element \(worst.index)")
        }
    }

    @Test(
        "a round trip stays within half a step and the rounding of scale and minimum",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8])
    func halfStep(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 50 + bits)
        let (tokens, headDim) = (40, 64)
        let values = inputs.floats(tokens * headDim, magnitude: 4).map { Float(Float16($0)) }
        let quantizer = GroupQuantizer(bits: bits, group: 16, perChannel: false)
        let codes = try Buffer<UInt8>(count: values.count).view
        let groups = try Buffer<UInt16>(
            count: 2 * quantizer.groupCount(tokens: tokens, headDim: headDim)
        ).view
        quantizer.quantize(
            try View.of(values), tokens: tokens, headDim: headDim, codes: codes, groups: groups,
            on: set)
        for (index, value) in values.enumerated() {
            let scale = Float(Float16(bitPattern: groups[index / 16 * 2]))
            let minimum = Float(Float16(bitPattern: groups[index / 16 * 2 + 1]))
            let top = Float((1 << bits) - 1)
            // The half scale may be short of (high - low) / top by its rounding, 2^-11 of it.
            let bound = scale * (0.5 + top * 0x1p-11 + 1e-3)
            #expect(abs(Float(codes[index]) * scale + minimum - value) <= bound)
        }
    }

    @Test(
        "of zeros with both signs the first one gives scale and minimum their bits",
        arguments: KernelSet.runnable, [1, 8, 16, 32, 40, 80])
    func signsOfZero(set: KernelSet, group: Int) throws {
        var inputs = RandomInputs(seed: group)
        let (tokens, headDim) = (90, 80)
        for others in [[], [1], [-1], [Float(0x1p-24)]] as [[Float]] {
            for perChannel in [true, false] {
                let channels = perChannel ? group : Grouping.channelGroup(group, headDim: headDim)
                let quantizer = GroupQuantizer(bits: 4, group: channels, perChannel: perChannel)
                let values = (0..<tokens * headDim).map { _ in
                    inputs.element(of: [0, -0.0, 0, -0.0] + others)
                }
                let codes = try Buffer<UInt8>(count: values.count).view
                let count = quantizer.groupCount(tokens: tokens, headDim: headDim)
                let groups = try Buffer<UInt16>(count: 2 * count).view

                quantizer.quantize(
                    try View.of(values), tokens: tokens, headDim: headDim, codes: codes,
                    groups: groups, on: set)

                let expected = SlowKernels.quantize(values, headDim: headDim, by: quantizer)
                #expect(codes.array == expected.codes, "\(quantizer), zeros and \(others)")
                #expect(groups.array == expected.pairs, "\(quantizer), zeros and \(others)")
            }
        }
    }

    @Test("a group of equal values has scale 0 and codes 0", arguments: KernelSet.runnable)
    func constant(set: KernelSet) throws {
        for perChannel in [true, false] {
            let quantizer = GroupQuantizer(bits: 4, group: 8, perChannel: perChannel)
            let values = try Buffer<Float>(count: 10 * 24).view
            values.fill(-1.5)
            let codes = try Buffer<UInt8>(count: values.count).view
            codes.fill(9)
            let count = quantizer.groupCount(tokens: 10, headDim: 24)
            let groups = try Buffer<UInt16>(count: 2 * count).view
            quantizer.quantize(
                values, tokens: 10, headDim: 24, codes: codes, groups: groups, on: set)
            #expect(codes.array.allSatisfy { $0 == 0 })
            for index in 0..<count {
                #expect(groups[2 * index] == 0)
                #expect(Float16(bitPattern: groups[2 * index + 1]) == -1.5)
            }
        }
    }
}
