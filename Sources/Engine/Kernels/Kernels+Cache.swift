internal import CKernels

extension Kernels {
    /// Floats behind a row's last score that `scoreKeys` may overwrite.
    package static let scoreSlack = 16

    /// Multiplies queries with all keys of a segment: `scores[row][token] = q[row] * key[token]`.
    ///
    /// - Parameters:
    ///   - scratch: D * tile floats.
    ///   - scores: Rows with room for `scoreSlack` floats behind the segment's last token.
    ///   - arithmetic: `rounded` is for few rows and reads codes where blocks and groups allow it.
    package static func scoreKeys(
        _ segment: StoredSegment, queries: Rows, scratch: View<Float>, scores: Rows,
        arithmetic: StepArithmetic = .exact, on set: KernelSet = .chosen
    ) {
        guard segment.tokens > 0 else { return }
        precondition(scores.count == queries.count && scores.width >= segment.tokens + scoreSlack)
        precondition(scratch.count >= queries.width * tile && queries.stride == queries.width)
        let kernels = unsafe set.table.pointee
        let score = unsafe arithmetic == .exact ? kernels.score_keys : kernels.decode_keys
        unsafe withUnsafePointer(to: raw(segment, headDim: queries.width)) { segment in
            unsafe score?(
                segment, queries.view.base, queries.count, queries.width, scratch.base,
                scores.view.base, scores.stride)
        }
    }

    /// out[row] += sum over tokens of weights[row][token] * value[token].
    ///
    /// - Parameters:
    ///   - scratch: tile * D floats.
    ///   - arithmetic: `rounded` is for few rows and reads codes where blocks and groups allow it.
    package static func addValues(
        _ segment: StoredSegment, weights: Rows, scratch: View<Float>, into out: Rows,
        arithmetic: StepArithmetic = .exact, on set: KernelSet = .chosen
    ) {
        guard segment.tokens > 0 else { return }
        precondition(weights.count == out.count && weights.width >= segment.tokens)
        precondition(scratch.count >= out.width * tile && out.stride == out.width)
        let kernels = unsafe set.table.pointee
        let add = unsafe arithmetic == .exact ? kernels.add_values : kernels.decode_values
        unsafe withUnsafePointer(to: raw(segment, headDim: out.width)) { segment in
            unsafe add?(
                segment, weights.view.base, weights.stride, out.count, out.width, scratch.base,
                out.view.base)
        }
    }

    /// Tokens of a block of packed codes.
    package static let tokenBlock = Int(CK_TOKEN_BLOCK)

    /// Expands keys `first ..< first + count` of a segment, whole blocks but for the segment's last,
    /// dimension-major: `[D][tile]`.
    package static func unpackKeys(
        _ segment: StoredSegment, first: Int, count: Int, headDim: Int, into out: View<Float>,
        on set: KernelSet = .chosen
    ) {
        precondition(count <= tile && out.count >= headDim * tile)
        check(blocks: first, count, of: segment)
        unsafe withUnsafePointer(to: raw(segment, headDim: headDim)) { segment in
            unsafe set.table.pointee.unpack_keys(segment, first, count, headDim, out.base)
        }
    }

    /// Expands values `first ..< first + count` of a segment, whole blocks but for the segment's last:
    /// `[count][D]`.
    package static func unpackValues(
        _ segment: StoredSegment, first: Int, count: Int, headDim: Int, into out: View<Float>,
        on set: KernelSet = .chosen
    ) {
        precondition(out.count >= headDim * count)
        check(blocks: first, count, of: segment)
        unsafe withUnsafePointer(to: raw(segment, headDim: headDim)) { segment in
            unsafe set.table.pointee.unpack_values(segment, first, count, headDim, out.base)
        }
    }

    /// See `GroupQuantizer.quantize`, which checks the counts.
    package static func quantize(
        _ values: View<Float>, tokens: Int, headDim: Int, bits: Int, group: Int, perChannel: Bool,
        codes: View<UInt8>, groups: View<UInt16>, on set: KernelSet = .chosen
    ) {
        unsafe set.table.pointee.quantize(
            values.base, tokens, headDim, Int32(bits), Int32(group), perChannel, codes.base,
            groups.base)
    }

    /// See `GroupQuantizer.dequantize`, which checks the counts.
    static func dequantize(
        _ codes: View<UInt8>, groups: View<UInt16>, tokens: Int, headDim: Int, group: Int,
        perChannel: Bool, into values: View<Float>, on set: KernelSet = .chosen
    ) {
        unsafe set.table.pointee.dequantize(
            codes.base, groups.base, tokens, headDim, Int32(group), perChannel, values.base)
    }

    /// Packs codes `[tokens][D]` as a segment of keys.
    package static func packKeys(
        _ codes: View<UInt8>, headDim: Int, into segment: StoredSegment, on set: KernelSet = .chosen
    ) {
        check(codes, headDim: headDim, segment: segment)
        unsafe set.table.pointee.pack_keys(
            codes.base, segment.tokens, headDim, Int32(segment.bits), segment.codes.base)
    }

    /// Packs codes `[tokens][D]` as a segment of values.
    package static func packValues(
        _ codes: View<UInt8>, headDim: Int, into segment: StoredSegment, on set: KernelSet = .chosen
    ) {
        check(codes, headDim: headDim, segment: segment)
        unsafe set.table.pointee.pack_values(
            codes.base, segment.tokens, headDim, Int32(segment.bits), segment.codes.base)
    }

    private static func check(blocks first: Int, _ count: Int, of segment: StoredSegment) {
        let end = first + count
        precondition(
            first >= 0 && first % tokenBlock == 0 && end <= segment.tokens
                && (end % tokenBlock == 0 || end == segment.tokens),
            "tokens \(first)..<\(end) of \(segment.tokens) in blocks of \(tokenBlock)")
    }

    private static func check(_ codes: View<UInt8>, headDim: Int, segment: StoredSegment) {
        precondition(
            headDim % 8 == 0 && codes.count == segment.tokens * headDim
                && segment.codes.count == codes.count * segment.bits / 8,
            "\(codes.count) codes of \(segment.bits) bits in \(segment.codes.count) bytes")
    }

    /// The segment for C, which reads and writes whole eights of codes.
    private static func raw(_ segment: StoredSegment, headDim: Int) -> ck_segment {
        precondition(
            headDim % 8 == 0
                && segment.codes.count >= segment.tokens * headDim * segment.bits / 8,
            "\(segment.tokens) tokens of \(headDim) in \(segment.codes.count) bytes")
        let groups = unsafe segment.groups.count > 0 ? UnsafePointer(segment.groups.base) : nil
        return unsafe ck_segment(
            codes: segment.codes.base, groups: groups, tokens: Int32(segment.tokens),
            bits: Int32(segment.bits), group: Int32(segment.group),
            per_channel: segment.perChannel ? 1 : 0)
    }
}
