/// A key of a file's metadata with its value.
package struct GGUFEntry: Sendable, Hashable {
    /// The key: 1 to 65,535 bytes of UTF-8 without NUL.
    package let key: String
    /// The type that the file gives the value.
    package let type: GGUFValueType
    /// The value.
    package let value: GGUFValue
    /// Where the value begins in the file.
    package let byteOffset: Int
}
