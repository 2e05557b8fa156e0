package import Engine

extension SlowKernels {
    /// Codes, and scale and minimum of each group as halves, of `[tokens][headDim]` values.
    ///
    /// In float32 like the kernels: the format states the bits of the result.
    package static func quantize(
        _ values: [Float], headDim: Int, by quantizer: GroupQuantizer
    ) -> (codes: [UInt8], pairs: [UInt16]) {
        let tokens = values.count / headDim
        var codes = [UInt8](repeating: 0, count: values.count)
        var pairs: [UInt16] = []
        let top = Float((1 << quantizer.bits) - 1)
        for members in groups(of: quantizer, tokens: tokens, headDim: headDim) {
            let low = members.map { values[$0] }.min() ?? 0
            let high = members.map { values[$0] }.max() ?? 0
            let (scale, minimum) = (Float16((high - low) / top), Float16(low))
            pairs += [scale.bitPattern, minimum.bitPattern]
            for member in members where scale != 0 {
                let steps = (values[member] - Float(minimum)) / Float(scale)
                codes[member] = UInt8(min(max(steps.rounded(.toNearestOrEven), 0), top))
            }
        }
        return (codes, pairs)
    }

    /// What codes read back as: `code * scale + minimum`, rounded at most twice.
    package static func dequantize(
        _ codes: [UInt8], pairs: [UInt16], headDim: Int, by quantizer: GroupQuantizer
    ) -> [ExactValue] {
        var values = [ExactValue](repeating: ExactValue(0, bound: 0), count: codes.count)
        let groups = groups(of: quantizer, tokens: codes.count / headDim, headDim: headDim)
        for (index, members) in groups.enumerated() {
            let scale = Double(Float16(bitPattern: pairs[2 * index]))
            let minimum = Double(Float16(bitPattern: pairs[2 * index + 1]))
            for member in members {
                values[member] = readBack(codes[member], scale: scale, minimum: minimum)
            }
        }
        return values
    }

    /// What one code reads back as.
    static func readBack(_ code: UInt8, scale: Double, minimum: Double) -> ExactValue {
        let product = Double(code) * scale
        return ExactValue(
            product + minimum, bound: (abs(product) + abs(minimum)) * Rounding.bound(2))
    }

    /// The indices of each group's values, in the order in which groups are stored.
    private static func groups(
        of quantizer: GroupQuantizer, tokens: Int, headDim: Int
    ) -> [[Int]] {
        let group = quantizer.group
        guard quantizer.perChannel else {
            return stride(from: 0, to: tokens * headDim, by: group).map { Array($0..<$0 + group) }
        }
        return stride(from: 0, to: tokens, by: group).flatMap { first in
            (0..<headDim).map { channel in
                (first..<min(first + group, tokens)).map { $0 * headDim + channel }
            }
        }
    }
}
