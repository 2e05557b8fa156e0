/// How much a JSON text may hold; what passes a limit is refused before memory is spent on it.
package struct JSONLimits: Sendable, Hashable {
    /// Bytes of the text.
    package var bytes = 64 << 20
    /// Arrays and objects inside each other.
    package var depth = 64
    /// Values, keys not counted.
    package var values = 1 << 20
    /// Bytes of one number.
    package var numberBytes = 1000

    /// The defaults: 64 MiB, depth 64, 2^20 values, 1000 bytes a number.
    package init() {}
}
