/// A run of stored tokens of one stream, as the kernels read it.
package struct StoredSegment: Sendable {
    /// Tokens in the segment.
    package let tokens: Int
    /// Bits of each value.
    package let bits: Int
    /// Values that share a scale and a minimum, as in effect.
    package let group: Int
    /// Whether groups run over tokens of one channel.
    package let perChannel: Bool
    /// Packed codes, or halves for 16 bit.
    package let codes: View<UInt8>
    /// Scale and minimum of each group; empty for 16 bit.
    package let groups: View<UInt16>

    /// The stored halves of a 16-bit segment, `[tokens][D]`.
    package var halves: View<UInt16> { codes.bound(to: UInt16.self) }

    init(_ layout: SegmentLayout, shape: StreamShape, codes: View<UInt8>, halves: View<UInt8>) {
        tokens = layout.tokens
        bits = layout.bits
        group = shape.group
        perChannel = shape.perChannel
        let bytes = shape.codeBytes(tokens: tokens, bits: bits)
        let source = bits == 16 ? halves : codes
        self.codes = source[layout.codesOffset..<layout.codesOffset + bytes]
        let groupBytes = shape.groupBytes(tokens: tokens, bits: bits)
        groups = codes[layout.groupsOffset..<layout.groupsOffset + groupBytes].bound(
            to: UInt16.self)
    }

    /// Describes packed codes and their groups; see `StreamShape` for their sizes.
    package init(
        tokens: Int, bits: Int, group: Int, perChannel: Bool, codes: View<UInt8>,
        groups: View<UInt16>
    ) {
        self.tokens = tokens
        self.bits = bits
        self.group = group
        self.perChannel = perChannel
        self.codes = codes
        self.groups = groups
    }

    /// Halves as a segment of their own.
    package init(halves: View<UInt16>, tokens: Int) {
        self.tokens = tokens
        bits = 16
        group = 1
        perChannel = false
        codes = halves.bound(to: UInt8.self)
        groups = halves[0..<0]
    }
}
