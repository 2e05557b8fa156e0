/// Writes float32 values in the tensor types that the engine expands, plainly and slowly.
package enum BlockEncoder: String, Sendable, CaseIterable {
    case f32
    case f16
    case bf16
    case q40
    case q41
    case q50
    case q51
    case q80

    /// The number that stands for the type in a file.
    package var code: UInt32 {
        switch self {
        case .f32: 0
        case .f16: 1
        case .q40: 2
        case .q41: 3
        case .q50: 6
        case .q51: 7
        case .q80: 8
        case .bf16: 30
        }
    }

    /// The bytes of some values, a multiple of 32 for the types that have blocks.
    package func bytes(of values: [Float]) -> [UInt8] {
        switch self {
        case .f32: putting(values) { $0.put($1.bitPattern) }
        case .f16: putting(values) { $0.put(HalfBits.nearest(to: $1)) }
        case .bf16: putting(values) { $0.put(UInt16($1.bitPattern >> 16)) }
        case .q40, .q41, .q50, .q51, .q80:
            stride(from: 0, to: values.count, by: 32).flatMap { start in
                block(Array(values[start..<start + 32]))
            }
        }
    }

    private func putting(_ values: [Float], _ body: (inout [UInt8], Float) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { body(&bytes, value) }
        return bytes
    }

    private var bits: Int {
        switch self {
        case .q40, .q41: 4
        case .q50, .q51: 5
        default: 8
        }
    }

    private func block(_ values: [Float]) -> [UInt8] {
        let hasMinimum = self == .q41 || self == .q51
        let lowest = hasMinimum ? values.min() ?? 0 : 0
        let largest = values.map { abs($0) }.max() ?? 0
        let range = hasMinimum ? (values.max() ?? 0) - lowest : largest
        let steps = Float(hasMinimum ? 1 << bits - 1 : 1 << (bits - 1) - 1)
        let scale = HalfBits.value(HalfBits.nearest(to: range / steps))
        let middle = hasMinimum || self == .q80 ? 0 : 1 << (bits - 1)
        let codes = values.map { value in
            scale == 0 ? middle : Int(((value - lowest) / scale).rounded()) + middle
        }
        var bytes: [UInt8] = []
        bytes.put(HalfBits.nearest(to: scale))
        if hasMinimum { bytes.put(HalfBits.nearest(to: lowest)) }
        guard self != .q80 else {
            return bytes + codes.map { UInt8(truncatingIfNeeded: min(127, max(-127, $0))) }
        }
        let clamped = codes.map { UInt32(min(1 << bits - 1, max(0, $0))) }
        if bits == 5 {
            bytes.put(
                clamped.enumerated().reduce(UInt32(0)) { $0 | ($1.element >> 4) << $1.offset })
        }
        return bytes + (0..<16).map { UInt8(clamped[$0] & 15 | (clamped[$0 + 16] & 15) << 4) }
    }
}
