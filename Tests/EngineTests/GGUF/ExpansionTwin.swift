import TestSupport

/// Expands tensor types value by value in Double, rounding where float32 must round.
enum ExpansionTwin {
    static func values(of bytes: [UInt8], type: BlockEncoder) -> [Float] {
        switch type {
        case .f32: number(bytes, width: 4) { Float(bitPattern: UInt32($0)) }
        case .f16: number(bytes, width: 2) { HalfBits.value(UInt16($0)) }
        case .bf16: number(bytes, width: 2) { Float(bitPattern: UInt32($0) << 16) }
        case .q40: blocks(bytes, bits: 4, hasMinimum: false)
        case .q41: blocks(bytes, bits: 4, hasMinimum: true)
        case .q50: blocks(bytes, bits: 5, hasMinimum: false)
        case .q51: blocks(bytes, bits: 5, hasMinimum: true)
        case .q80: blocks(bytes, bits: 8, hasMinimum: false)
        }
    }

    private static func number(
        _ bytes: [UInt8], width: Int, _ body: (UInt64) -> Float
    ) -> [Float] {
        stride(from: 0, to: bytes.count, by: width).map { body(little(bytes[$0..<$0 + width])) }
    }

    private static func little(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func blocks(_ bytes: [UInt8], bits: Int, hasMinimum: Bool) -> [Float] {
        let front = hasMinimum ? 4 : 2
        let size = front + 32 * bits / 8
        return stride(from: 0, to: bytes.count, by: size).flatMap { start in
            (0..<32).map { index in
                let block = bytes[start..<start + size]
                let scale = Double(HalfBits.value(UInt16(little(block.prefix(2)))))
                let minimum =
                    hasMinimum
                    ? Double(HalfBits.value(UInt16(little(block.dropFirst(2).prefix(2))))) : 0
                let code = code(index, in: Array(block.dropFirst(front)), bits: bits)
                let middle = hasMinimum || bits == 8 ? 0 : 1 << (bits - 1)
                // Both steps are exact in Double, so that each rounds once.
                let product = Float(scale * Double(code - middle))
                return hasMinimum ? Float(Double(product) + minimum) : product
            }
        }
    }

    private static func code(_ index: Int, in bytes: [UInt8], bits: Int) -> Int {
        if bits == 8 { return Int(Int8(bitPattern: bytes[index])) }
        let nibbles = bytes.suffix(16)
        let byte = Int(nibbles[nibbles.startIndex + index % 16])
        let low = index < 16 ? byte % 16 : byte / 16
        guard bits == 5 else { return low }
        return low + Int(bytes[index / 8] >> (index % 8) & 1) * 16
    }
}
