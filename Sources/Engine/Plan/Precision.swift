/// Bits per stored key and value element.
public struct Precision: Sendable, Hashable {
    /// The widths that the kernels can store, from coarse to exact.
    public static let supportedBits = [2, 3, 4, 5, 6, 8, 16]

    /// Bits per key element: 2, 3, 4, 5, 6, 8 or 16.
    public let keyBits: Int
    /// Bits per value element: 2, 3, 4, 5, 6, 8 or 16.
    public let valueBits: Int

    /// Creates a precision that the kernels can store.
    ///
    /// - Throws: `PlanError.unsupportedBits` for any other width.
    public init(keyBits: Int, valueBits: Int) throws(PlanError) {
        for bits in [keyBits, valueBits] {
            guard Self.supportedBits.contains(bits) else { throw .unsupportedBits(bits) }
        }
        self.keyBits = keyBits
        self.valueBits = valueBits
    }
}
