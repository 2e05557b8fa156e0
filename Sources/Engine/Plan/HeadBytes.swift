/// Bytes of key-value heads of one layer in its four buffers, before these are rounded up.
///
/// A search adds up the heads of a layer and asks once for `layerBytes`.
public struct HeadBytes: Sendable, Hashable {
    /// Codes, scales and minima of keys.
    public var keyCodes: Int
    /// Codes, scales and minima of values.
    public var valueCodes: Int
    /// Keys in 16 bit: tiers at 16 bit and the tail.
    public var halfKeys: Int
    /// Values in 16 bit: tiers at 16 bit and the tail.
    public var halfValues: Int

    /// A layer's buffers start at multiples of this many bytes.
    public static let alignment = 64

    /// No bytes.
    public static let zero = Self(keyCodes: 0, valueCodes: 0, halfKeys: 0, halfValues: 0)

    /// States the bytes of each buffer.
    public init(keyCodes: Int, valueCodes: Int, halfKeys: Int, halfValues: Int) {
        self.keyCodes = keyCodes
        self.valueCodes = valueCodes
        self.halfKeys = halfKeys
        self.halfValues = halfValues
    }

    /// What a layer with these bytes allocates: each buffer rounded up to `alignment`.
    public var layerBytes: ByteCount {
        let buffers = [keyCodes, valueCodes, halfKeys, halfValues]
        return ByteCount(buffers.reduce(0) { $0 + Self.aligned($1) })
    }

    /// The bytes of both.
    public static func + (lhs: Self, rhs: Self) -> Self {
        Self(
            keyCodes: lhs.keyCodes + rhs.keyCodes,
            valueCodes: lhs.valueCodes + rhs.valueCodes,
            halfKeys: lhs.halfKeys + rhs.halfKeys,
            halfValues: lhs.halfValues + rhs.halfValues)
    }

    /// Adds the bytes of another head.
    public static func += (lhs: inout Self, rhs: Self) { lhs = lhs + rhs }

    private static func aligned(_ bytes: Int) -> Int {
        (bytes + alignment - 1) / alignment * alignment
    }
}
