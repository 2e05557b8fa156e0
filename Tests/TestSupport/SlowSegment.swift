package import Engine

/// A segment of random codes and groups, beside what attention must read from it.
package struct SlowSegment {
    /// The segment as kernels read it, packed by the kernels of a set.
    package let segment: StoredSegment
    /// One byte a code, `[tokens][D]`; empty at 16 bit.
    package let codes: [UInt8]
    /// What is stored, `[tokens][D]`, rounded at most twice by kernels that read it.
    package let values: [[ExactValue]]

    /// Makes a segment up.
    package init(
        tokens: Int, headDim: Int, bits: Int, group: Int, perChannel: Bool, isKeys: Bool,
        inputs: inout RandomInputs, set: KernelSet
    ) throws {
        let count = tokens * headDim
        guard bits < 16 else {
            let halves = inputs.floats(count, magnitude: 8).map { Float16($0) }
            let view = try Buffer<UInt16>(count: count).view
            view.copy(from: halves.map(\.bitPattern))
            segment = StoredSegment(halves: view, tokens: tokens)
            codes = []
            values = (0..<tokens).map { token in
                halves[token * headDim..<(token + 1) * headDim].map {
                    ExactValue(Double($0), bound: 0)
                }
            }
            return
        }
        let codes = inputs.codes(count, bits: bits)
        let quantizer = GroupQuantizer(bits: bits, group: group, perChannel: perChannel)
        let groupCount = quantizer.groupCount(tokens: tokens, headDim: headDim)
        let pairs = inputs.floats(2 * groupCount).map { Float16($0) }
        let groups = try Buffer<UInt16>(count: pairs.count).view
        groups.copy(from: pairs.map(\.bitPattern))
        segment = StoredSegment(
            tokens: tokens, bits: bits, group: group, perChannel: perChannel,
            codes: try Buffer<UInt8>(count: count * bits / 8).view, groups: groups)
        let unpacked = try Buffer<UInt8>(count: count).view
        unpacked.copy(from: codes)
        if isKeys {
            Kernels.packKeys(unpacked, headDim: headDim, into: segment, on: set)
        } else {
            Kernels.packValues(unpacked, headDim: headDim, into: segment, on: set)
        }
        self.codes = codes
        let exact = SlowKernels.dequantize(
            codes, pairs: pairs.map(\.bitPattern), headDim: headDim, by: quantizer)
        values = (0..<tokens).map { Array(exact[$0 * headDim..<($0 + 1) * headDim]) }
    }
}
