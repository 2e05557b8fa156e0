/// Memory that one strand of work needs to quantize a segment.
package struct QuantizerScratch: Sendable {
    /// Gathered halves, `[tokens][D]`.
    let halves: View<UInt16>
    /// The same as floats.
    let values: View<Float>
    /// Their codes, one byte each.
    let codes: View<UInt8>

    /// Makes room for `tokens` tokens.
    package init(tokens: Int, headDim: Int) throws(MemoryError) {
        halves = try Buffer(count: tokens * headDim).view
        values = try Buffer(count: tokens * headDim).view
        codes = try Buffer(count: tokens * headDim).view
    }
}
