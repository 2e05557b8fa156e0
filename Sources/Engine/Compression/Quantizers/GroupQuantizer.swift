/// Asymmetric min-max quantization of groups (METHODS section 4): scale and minimum are halves, and
/// codes are computed with the rounded ones, so a round trip is what attention reads.
package struct GroupQuantizer: Sendable, Hashable {
    /// Bits of a code: 2, 3, 4, 5, 6 or 8.
    package let bits: Int
    /// Values in a group.
    package let group: Int
    /// Whether a group runs over tokens of one channel rather than over channels of one token.
    package let perChannel: Bool

    /// Creates a quantizer.
    package init(bits: Int, group: Int, perChannel: Bool) {
        precondition([2, 3, 4, 5, 6, 8].contains(bits), "\(bits) bits")
        precondition(group >= 1, "groups of \(group)")
        self.bits = bits
        self.group = group
        self.perChannel = perChannel
    }

    /// Groups that hold `[tokens][headDim]` values.
    package func groupCount(tokens: Int, headDim: Int) -> Int {
        perChannel ? (tokens + group - 1) / group * headDim : tokens * headDim / group
    }

    /// Quantizes `[tokens][headDim]` values.
    ///
    /// - Parameters:
    ///   - codes: Receives one byte a value.
    ///   - groups: Receives scale and minimum of each group as halves: `[group][headDim][2]` per
    ///     channel, `[tokens][group][2]` per token.
    package func quantize(
        _ values: View<Float>, tokens: Int, headDim: Int, codes: View<UInt8>,
        groups: View<UInt16>, on set: KernelSet = .chosen
    ) {
        precondition(values.count == tokens * headDim && codes.count == values.count)
        precondition(perChannel || headDim % group == 0, "groups of \(group) in \(headDim)")
        precondition(groups.count == 2 * groupCount(tokens: tokens, headDim: headDim))
        Kernels.quantize(
            values, tokens: tokens, headDim: headDim, bits: bits, group: group,
            perChannel: perChannel, codes: codes, groups: groups, on: set)
    }

    /// What quantized values read back as, `[tokens][headDim]`.
    package func dequantize(
        codes: View<UInt8>, groups: View<UInt16>, tokens: Int, headDim: Int,
        into values: View<Float>, on set: KernelSet = .chosen
    ) {
        precondition(codes.count == tokens * headDim && values.count == codes.count)
        precondition(groups.count == 2 * groupCount(tokens: tokens, headDim: headDim))
        Kernels.dequantize(
            codes, groups: groups, tokens: tokens, headDim: headDim, group: group,
            perChannel: perChannel, into: values, on: set)
    }
}
