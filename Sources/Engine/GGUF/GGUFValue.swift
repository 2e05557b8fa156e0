/// A value of a file's metadata.
package enum GGUFValue: Sendable, Hashable {
    /// A number of one of the unsigned types.
    case unsigned(UInt64)
    /// A number of one of the signed types.
    case signed(Int64)
    /// A number of one of the floating-point types.
    case float(Double)
    /// A bool.
    case bool(Bool)
    /// The bytes of a string.
    case string([UInt8])
    /// Values of one type.
    case array(GGUFArray)

    /// Reads the number, or the bool, whose little-endian bytes are the low ones of `bits`.
    init(bits: UInt64, type: GGUFValueType) {
        self =
            switch type {
            case .int8: .signed(Int64(Int8(truncatingIfNeeded: bits)))
            case .int16: .signed(Int64(Int16(truncatingIfNeeded: bits)))
            case .int32: .signed(Int64(Int32(truncatingIfNeeded: bits)))
            case .int64: .signed(Int64(bitPattern: bits))
            case .float32:
                .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
            case .float64: .float(Double(bitPattern: bits))
            case .bool: .bool(bits != 0)
            case .uint8, .uint16, .uint32, .uint64, .string, .array: .unsigned(bits)
            }
    }

    /// The value as an integer, if it is one and fits.
    package var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value as it may be printed.
    package var printable: String {
        switch self {
        case .unsigned(let value): "\(value)"
        case .signed(let value): "\(value)"
        case .float(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let bytes): "\"" + printableText(bytes.prefix(80)) + "\""
        case .array(let array): "an array of \(array.count) \(array.elementType) values"
        }
    }
}
