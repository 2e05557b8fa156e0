extension ByteCount: CustomStringConvertible {
    /// The size for people, as in `11.9 MiB` and `512 B`.
    ///
    /// It has one decimal and the largest power of 1024 that leaves 1 or more; halves round up.
    public var description: String {
        let magnitude = rawValue.magnitude
        let sign = rawValue < 0 ? "-" : ""
        guard magnitude >= 1024 else { return "\(sign)\(magnitude) B" }
        let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var power = (UInt.bitWidth - 1 - magnitude.leadingZeroBitCount) / 10
        var tenths = Self.tenths(of: magnitude, unitBits: 10 * power)
        if tenths >= 10240 && power < units.count {
            power += 1
            tenths = Self.tenths(of: magnitude, unitBits: 10 * power)
        }
        return "\(sign)\(tenths / 10).\(tenths % 10) \(units[power - 1])"
    }

    /// Tenths of a unit of 2^`unitBits` bytes, rounded to the nearest; nothing overflows, as a part is below 2^60.
    private static func tenths(of magnitude: UInt, unitBits: Int) -> UInt {
        let unit = UInt(1) << UInt(unitBits)
        let part = magnitude % unit
        return magnitude / unit * 10 + (part * 10 + unit / 2) / unit
    }
}
