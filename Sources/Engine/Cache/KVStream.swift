/// The stored keys, or the stored values, of one key-value head: segments, then a 16-bit tail.
///
/// Its identity is its place in a cache, which new tokens change. `@unchecked Sendable`: one piece
/// of work at a time touches a stream, as `Workers` cuts work by sequence and head.
package final class KVStream: @unchecked Sendable {
    /// Where everything lies.
    package let layout: StreamLayout
    private let codes: View<UInt8>
    private let tail: View<UInt16>
    private let isKeys: Bool
    /// Whether the prompt's segments are another stream's.
    private let sharesPrompt: Bool
    /// What is stored outside the tail, oldest rank and oldest flush first.
    package private(set) var segments: [StoredSegment]
    /// Tokens in the tail.
    package private(set) var tailCount = 0

    /// Creates an empty stream, or one that reads the prompt's segments where another keeps them.
    ///
    /// - Parameter prompt: A stream of the same prompt, tiers and window; the layout then has no
    ///   room for their tokens.
    init(
        layout: StreamLayout, codes: View<UInt8>, halves: View<UInt8>, isKeys: Bool,
        sharing prompt: KVStream? = nil
    ) {
        self.layout = layout
        self.codes = codes
        self.isKeys = isKeys
        let shape = layout.shape
        let tailBytes = shape.tailCapacity * shape.headDim * 2
        tail = halves[layout.tailOffset..<layout.tailOffset + tailBytes].bound(to: UInt16.self)
        sharesPrompt = prompt != nil
        segments =
            prompt.map { Array($0.promptSegments) }
            ?? layout.promptSegments.map {
                StoredSegment($0, shape: shape, codes: codes, halves: halves)
            }
    }

    /// The segments of the prompt's tiers; once they are stored nothing changes them.
    private var promptSegments: ArraySlice<StoredSegment> {
        segments.prefix(layout.promptSegments.count)
    }

    /// The tail as one more segment of 16-bit values.
    package var tailSegment: StoredSegment {
        StoredSegment(halves: tail[0..<tailCount * layout.shape.headDim], tokens: tailCount)
    }

    /// Tokens stored.
    package var tokenCount: Int { segments.reduce(tailCount) { $0 + $1.tokens } }

    /// Stores prompt tokens at some positions as a tier's segment.
    ///
    /// - Parameters:
    ///   - source: Halves of the whole prompt, `[n][D]`.
    ///   - positions: Which tokens, ascending; as many as the segment holds.
    func store(tier: Int, from source: View<UInt16>, positions: [Int32], scratch: QuantizerScratch)
    {
        let headDim = layout.shape.headDim
        let segment = segments[tier]
        precondition(positions.count == segment.tokens, "\(positions.count) tokens in a segment")
        if segment.bits == 16 {
            gather(positions, from: source, into: segment.halves)
        } else {
            let rows = scratch.positions[0..<positions.count]
            rows.copy(from: positions)
            let values = scratch.values[0..<positions.count * headDim]
            Kernels.gatherHalves(
                source, rows: rows, into: Rows(values, count: positions.count, width: headDim))
            quantize(values, into: segment, scratch: scratch)
        }
    }

    /// Stores the prompt's segments as another stream of the same prompt, tiers and window has
    /// stored them; nothing is left to do if they are shared.
    func storeSegments(from other: KVStream) {
        guard !sharesPrompt else { return }
        for (segment, source) in zip(segments, other.promptSegments) {
            segment.codes.copy(from: source.codes)
            segment.groups.copy(from: source.groups)
        }
    }

    /// Stores prompt tokens in the tail.
    func storeTail(from source: View<UInt16>, positions: [Int32]) {
        gather(positions, from: source, into: tail[0..<positions.count * layout.shape.headDim])
        tailCount = positions.count
    }

    /// Adds new tokens; before a token would find the tail full, the tail's oldest are quantized.
    ///
    /// - Parameter rows: `[T][D]`; T is at most the number that fits after one flush.
    /// - Returns: False if a value is not finite or too large for a half.
    package func append(_ rows: Rows, scratch: QuantizerScratch) -> Bool {
        let shape = layout.shape
        if shape.firstBits < 16, tailCount == shape.windowTokens + shape.flush { flush(scratch) }
        precondition(
            tailCount + rows.count <= shape.tailCapacity,
            "\(tailCount) + \(rows.count) tokens in a tail of \(shape.tailCapacity)")
        var fits = true
        for row in 0..<rows.count {
            let start = (tailCount + row) * shape.headDim
            fits = Kernels.toHalf(rows[row], into: tail[start..<start + shape.headDim]) && fits
        }
        tailCount += rows.count
        return fits
    }

    /// Quantizes the tail's oldest tokens as a new segment and closes the gap.
    private func flush(_ scratch: QuantizerScratch) {
        let shape = layout.shape
        let flushed = segments.count - layout.promptSegments.count
        let segment = StoredSegment(
            layout.flushSegments[flushed], shape: shape, codes: codes, halves: codes[0..<0])
        let border = shape.flush * shape.headDim
        let values = scratch.values[0..<border]
        Kernels.fromHalf(tail[0..<border], into: values)
        quantize(values, into: segment, scratch: scratch)
        segments.append(segment)
        tailCount -= shape.flush
        let rest = tail[border..<border + tailCount * shape.headDim].array
        tail.copy(from: rest)
    }

    private func quantize(
        _ values: View<Float>, into segment: StoredSegment, scratch: QuantizerScratch
    ) {
        guard segment.tokens > 0 else { return }
        let headDim = layout.shape.headDim
        let unpacked = scratch.codes[0..<values.count]
        GroupQuantizer(
            bits: segment.bits, group: segment.group, perChannel: segment.perChannel
        ).quantize(
            values, tokens: segment.tokens, headDim: headDim, codes: unpacked,
            groups: segment.groups)
        if isKeys {
            Kernels.packKeys(unpacked, headDim: headDim, into: segment)
        } else {
            Kernels.packValues(unpacked, headDim: headDim, into: segment)
        }
    }

    private func gather(_ positions: [Int32], from source: View<UInt16>, into out: View<UInt16>) {
        let headDim = layout.shape.headDim
        for (row, position) in positions.enumerated() {
            let start = Int(position) * headDim
            out[row * headDim..<(row + 1) * headDim].copy(from: source[start..<start + headDim])
        }
    }
}
