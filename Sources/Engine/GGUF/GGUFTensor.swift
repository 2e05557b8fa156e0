/// A tensor of a file: its name, shape and the bytes it takes, all checked.
package struct GGUFTensor: Sendable, Hashable {
    /// The name, with control characters escaped.
    package let name: String
    /// The dimensions in the file's order: the length of a row first.
    package let dimensions: [Int]
    /// How the values are stored.
    package let type: TensorType
    /// Where the description of the tensor begins in the file.
    package let headerOffset: Int
    /// Where the data begins in the file.
    package let byteOffset: Int
    /// The bytes of the data.
    package let byteCount: Int

    /// Values of the tensor.
    package var elementCount: Int { dimensions.reduce(1, *) }

    /// Values of a row.
    package var rowLength: Int { dimensions[0] }

    /// Rows, whatever their dimensions.
    package var rowCount: Int { elementCount / rowLength }

    /// Bytes of a row.
    package var rowBytes: Int { rowLength / type.blockLength * type.blockBytes }
}
