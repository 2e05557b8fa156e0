import Engine
import TestSupport
import Testing

@Suite("Attention over stored segments")
struct SegmentAttentionTests {
    /// A random segment with queries or weights for it.
    private struct Case {
        let tokens: Int
        let headDim: Int
        let rows: Int
        let made: SlowSegment

        init(bits: Int, isKeys: Bool, inputs: inout RandomInputs, set: KernelSet) throws {
            tokens = inputs.element(of: [1, 15, 32, 33, 64, 65, inputs.int(in: 1...170)])
            headDim = inputs.element(of: [8, 24, 64, 80, 128])
            rows = inputs.int(in: 1...13)
            let perChannel = isKeys && inputs.bool()
            let group = inputs.element(of: [5, 16, 32, 48, 128])
            made = try SlowSegment(
                tokens: tokens, headDim: headDim, bits: bits,
                group: perChannel ? group : Grouping.channelGroup(group, headDim: headDim),
                perChannel: perChannel, isKeys: isKeys, inputs: &inputs, set: set)
        }
    }

    @Test(
        "scores are near the exact products with what is stored",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8, 16])
    func scores(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: bits)
        for _ in 0..<12 {
            let made = try Case(bits: bits, isKeys: true, inputs: &inputs, set: set)
            let queries = try inputs.rows(made.rows, width: made.headDim, gap: 0)
            let width = made.tokens + Kernels.scoreSlack
            let scores = try Rows.of(unset: made.rows, width: width, gap: 2)
            let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
            scratch.fill(.nan)

            Kernels.scoreKeys(
                made.made.segment, queries: queries, scratch: scratch, scores: scores, on: set)

            let exact = SlowKernels.scores(queries, keys: made.made.values)
            let worst = worstShare(scores[columns: 0..<made.tokens].elements, exact)
            #expect(worst.share <= 1, "\(made.tokens) tokens of \(made.headDim), \(worst.index)")
            #expect(scores.hasUntouchedGaps)
        }
    }

    @Test(
        "weighted sums are near the exact sums of what is stored",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8, 16])
    func values(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 100 + bits)
        for _ in 0..<12 {
            let made = try Case(bits: bits, isKeys: false, inputs: &inputs, set: set)
            let weights = try inputs.rows(made.rows, width: made.tokens, gap: inputs.int(in: 0...3))
            let out = try inputs.rows(made.rows, width: made.headDim, gap: 0)
            let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
            scratch.fill(.nan)
            let exact = SlowKernels.weighted(weights, values: made.made.values, onto: out)

            Kernels.addValues(
                made.made.segment, weights: weights, scratch: scratch, into: out, on: set)

            let worst = worstShare(out.elements, exact)
            #expect(worst.share <= 1, "\(made.tokens) tokens of \(made.headDim), \(worst.index)")
        }
    }

    @Test("a segment without tokens changes nothing", arguments: KernelSet.runnable)
    func empty(set: KernelSet) throws {
        var inputs = RandomInputs(seed: 7)
        let halves = try Buffer<UInt16>(count: 0).view
        let segment = StoredSegment(halves: halves, tokens: 0)
        let scratch = try Buffer<Float>(count: 64 * Kernels.tile).view
        let queries = try inputs.rows(3, width: 64, gap: 0)
        let scores = try Rows.of(unset: 3, width: Kernels.scoreSlack, gap: 0)
        Kernels.scoreKeys(segment, queries: queries, scratch: scratch, scores: scores, on: set)
        #expect(scores.elements.allSatisfy { $0.isNaN })
        let before = queries.elements
        Kernels.addValues(segment, weights: scores, scratch: scratch, into: queries, on: set)
        #expect(queries.elements == before)
    }

    @Test(
        "a query's scores have the same bits whichever queries accompany it",
        arguments: KernelSet.runnable, [3, 4, 16])
    func queryAlone(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 200 + bits)
        let made = try Case(bits: bits, isKeys: true, inputs: &inputs, set: set)
        let queries = try inputs.rows(11, width: made.headDim, gap: 0)
        let width = made.tokens + Kernels.scoreSlack
        let together = try Rows.of(unset: 11, width: width, gap: 0)
        let alone = try Rows.of(unset: 11, width: width, gap: 0)
        let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
        Kernels.scoreKeys(
            made.made.segment, queries: queries, scratch: scratch, scores: together, on: set)
        for row in 0..<11 {
            Kernels.scoreKeys(
                made.made.segment, queries: queries[row..<row + 1], scratch: scratch,
                scores: alone[row..<row + 1], on: set)
        }
        let columns = 0..<made.tokens
        #expect(
            together[columns: columns].elements.map(\.bitPattern)
                == alone[columns: columns].elements.map(\.bitPattern))
    }
}
