/// Where one segment of a stream lies in its layer's buffers.
package struct SegmentLayout: Sendable, Hashable {
    /// Tokens in the segment.
    package let tokens: Int
    /// Bits of each value: 2, 3, 4, 5, 6, 8 or 16.
    package let bits: Int
    /// First byte of the codes, in the layer's codes or, for 16 bit, in its 16-bit buffer.
    package let codesOffset: Int
    /// First byte of the groups in the layer's codes buffer; 0 for 16 bit, which has none.
    package let groupsOffset: Int
}
