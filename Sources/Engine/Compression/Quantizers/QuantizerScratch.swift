/// Memory that one strand of work needs to quantize a segment.
package struct QuantizerScratch: Sendable {
    /// Positions of the tokens.
    let positions: View<Int32>
    /// What is stored of them, `[tokens][D]`.
    let values: View<Float>
    /// Their codes, one byte each.
    let codes: View<UInt8>

    /// Makes room for `tokens` tokens.
    package init(tokens: Int, headDim: Int) throws(MemoryError) {
        positions = try Buffer(count: tokens).view
        values = try Buffer(count: tokens * headDim).view
        codes = try Buffer(count: tokens * headDim).view
    }
}
