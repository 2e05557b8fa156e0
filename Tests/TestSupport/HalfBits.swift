/// IEEE halves by arithmetic alone, as a twin for what the engine does with bits.
package enum HalfBits {
    /// The value of a half, which may be infinite or no number.
    package static func value(_ bits: UInt16) -> Float {
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1f)
        let mantissa = Double(bits & 0x3ff)
        if exponent == 0x1f { return mantissa == 0 ? Float(sign) * .infinity : .nan }
        if exponent == 0 { return Float(sign * mantissa * power(-24)) }
        return Float(sign * (1 + mantissa / 1024) * power(exponent - 15))
    }

    /// The half next to a value, the even one of two; beyond the largest, infinity.
    package static func nearest(to value: Float) -> UInt16 {
        let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
        let magnitude = Double(abs(value))
        guard magnitude < 65_520 else { return sign | 0x7c00 }
        // Halves between two powers of two, and below the smallest normal one, are evenly spaced.
        var exponent = 1
        while exponent < 30 && magnitude >= power(exponent - 14) { exponent += 1 }
        let steps = (magnitude / power(exponent - 25)).rounded(.toNearestOrEven)
        return sign | UInt16(Double((exponent - 1) << 10) + steps)
    }

    private static func power(_ exponent: Int) -> Double {
        Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
