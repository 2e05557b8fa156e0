/// Where one stream lies in its layer's two buffers: codes with groups, and 16-bit values.
package struct StreamLayout: Sendable {
    /// How the stream is cut and grouped.
    package let shape: StreamShape
    /// Segments of the prompt's tiers.
    package let promptSegments: [SegmentLayout]
    /// Segments that new tokens will be flushed into, in order.
    package let flushSegments: [SegmentLayout]
    /// First byte of the tail in the 16-bit buffer.
    package let tailOffset: Int

    /// Lays out all streams of one kind of a layer: groups of all heads first, as they want even
    /// addresses, then codes; in the other buffer 16-bit tiers and tails.
    package static func layer(
        _ shapes: [StreamShape]
    ) -> (streams: [StreamLayout], codeBytes: Int, halfBytes: Int) {
        var groups = 0
        var codes = shapes.reduce(0) { $0 + $1.totalGroupBytes }
        var halves = 0
        let streams = shapes.map { shape in
            func place(_ tokens: Int, _ bits: Int) -> SegmentLayout {
                let bytes = shape.codeBytes(tokens: tokens, bits: bits)
                defer {
                    if bits == 16 { halves += bytes } else { codes += bytes }
                    groups += shape.groupBytes(tokens: tokens, bits: bits)
                }
                return SegmentLayout(
                    tokens: tokens, bits: bits, codesOffset: bits == 16 ? halves : codes,
                    groupsOffset: bits == 16 ? 0 : groups)
            }
            let prompt = shape.segments.map { place($0.tokens, $0.bits) }
            let flushed = (0..<shape.flushCount).map { _ in place(shape.flush, shape.firstBits) }
            defer { halves += shape.tailCapacity * shape.headDim * 2 }
            return StreamLayout(
                shape: shape, promptSegments: prompt, flushSegments: flushed, tailOffset: halves)
        }
        return (streams, codes, halves)
    }
}

extension StreamShape {
    /// Bytes of all scales and minima of the stream.
    fileprivate var totalGroupBytes: Int {
        segments.reduce(flushCount * groupBytes(tokens: flush, bits: firstBits)) {
            $0 + groupBytes(tokens: $1.tokens, bits: $1.bits)
        }
    }
}
