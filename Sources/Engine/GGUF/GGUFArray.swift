/// Values of one type, held as the bytes that the file has for them: memory never exceeds the file's.
package struct GGUFArray: Sendable, Hashable {
    /// The type of the elements; never `array`.
    package let elementType: GGUFValueType
    /// The number of elements.
    package let count: Int
    /// Where the first element begins in the file.
    package let byteOffset: Int

    /// The elements' bytes, of strings without their lengths.
    private let bytes: [UInt8]
    /// Where each string ends in `bytes`; empty for other types.
    private let ends: [Int]

    /// Wraps numbers or bools.
    init(elementType: GGUFValueType, count: Int, byteOffset: Int, bytes: [UInt8]) {
        precondition(bytes.count == count * elementType.minimumBytes)
        self.elementType = elementType
        self.count = count
        self.byteOffset = byteOffset
        self.bytes = bytes
        self.ends = []
    }

    /// Wraps strings.
    init(stringsEndingAt ends: [Int], byteOffset: Int, bytes: [UInt8]) {
        self.elementType = .string
        self.count = ends.count
        self.byteOffset = byteOffset
        self.bytes = bytes
        self.ends = ends
    }

    /// The bytes of a string.
    package func string(at index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Where an element begins in the file, of strings the length before it.
    package func byteOffset(of index: Int) -> Int {
        guard elementType == .string else {
            return byteOffset + index * elementType.minimumBytes
        }
        return byteOffset + (index == 0 ? 0 : ends[index - 1]) + 8 * index
    }

    /// An element.
    package subscript(index: Int) -> GGUFValue {
        guard elementType != .string else { return .string(Array(string(at: index))) }
        let width = elementType.minimumBytes
        var bits: UInt64 = 0
        for place in 0..<width {
            bits |= UInt64(bytes[index * width + place]) << (8 * place)
        }
        return GGUFValue(bits: bits, type: elementType)
    }
}
