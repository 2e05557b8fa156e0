/// The order of packed codes, bit by bit: what kernels pack must equal this.
package struct SlowPacking {
    private static let block = 32
    private let bits: Int
    private let headDim: Int
    private let isKeys: Bool

    package init(bits: Int, headDim: Int, isKeys: Bool) {
        self.bits = bits
        self.headDim = headDim
        self.isKeys = isKeys
    }

    /// Packs codes `[tokens][D]`, block by block of 32 tokens.
    package func packed(_ codes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: codes.count, by: Self.block * headDim).flatMap { start in
            let block = Array(codes[start..<min(start + Self.block * headDim, codes.count)])
            let isWhole = block.count == Self.block * headDim && headDim % 32 == 0
            return isWhole ? words(block) : bitStream(inOrder(block), bits: bits)
        }
    }

    /// Codes of keys channel by channel, of values token by token.
    private func inOrder(_ block: [UInt8]) -> [UInt8] {
        guard isKeys else { return block }
        return (0..<headDim).flatMap { channel in
            stride(from: channel, to: block.count, by: headDim).map { block[$0] }
        }
    }

    /// A whole block in words.
    ///
    /// In a square of 16 steps, step s of lane l has the codes at (l, 2s) and
    /// (l, 2s + 1): lanes are tokens and the others channels for keys, the reverse for values.
    private func words(_ block: [UInt8]) -> [UInt8] {
        let lanes = isKeys ? Self.block : headDim
        let squares = isKeys ? headDim / 32 : 1
        let planes = [3: [2, 1], 5: [4, 1], 6: [4, 2]][bits] ?? [bits]
        var bytes: [UInt8] = []
        for square in 0..<squares {
            var place = 0
            for plane in planes {
                for row in 0..<plane {
                    for lane in 0..<lanes {
                        var word: UInt32 = 0
                        for step in 0..<16 / plane {
                            for second in 0..<2 {
                                let other = 32 * square + 2 * (row * 16 / plane + step) + second
                                let (token, channel) = isKeys ? (lane, other) : (other, lane)
                                let code = UInt32(block[token * headDim + channel]) >> place
                                let mask = UInt32(1) << plane - 1
                                word |= (code & mask) << (step * plane + 16 * second)
                            }
                        }
                        bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
                    }
                }
                place += plane
            }
        }
        return bytes
    }
}

/// Codes as a stream of bits, the first code in the lowest bits of the first byte.
private func bitStream(_ codes: [UInt8], bits: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: codes.count * bits / 8)
    for (index, code) in codes.enumerated() {
        for bit in 0..<bits where code >> bit & 1 == 1 {
            let place = index * bits + bit
            bytes[place / 8] |= 1 << (place % 8)
        }
    }
    return bytes
}
