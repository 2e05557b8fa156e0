import Engine
import TestSupport
import Testing

@Suite("Causal attention kernel")
struct CausalAttentionTests {
    /// Random queries, keys and values.
    private struct Case {
        let tokens: Int
        let headDim: Int
        let queries: Rows
        let keys: Rows
        let values: Rows

        init(
            tokens: Int, heads: Int, headDim: Int, magnitude: Double, inputs: inout RandomInputs
        ) throws {
            self.tokens = tokens
            self.headDim = headDim
            queries = try inputs.rows(
                tokens, width: heads * headDim, gap: 0, magnitude: magnitude)
            keys = try inputs.rows(tokens, width: headDim, gap: 0)
            values = try inputs.rows(tokens, width: headDim, gap: inputs.int(in: 0...3))
        }

        /// Attends the queries of some positions.
        func attend(_ positions: Range<Int>, set: KernelSet) throws -> [Float] {
            let padded = (tokens + Kernels.tile - 1) / Kernels.tile * Kernels.tile
            let transposed = try Rows.of(unset: headDim, width: padded, gap: 0)
            for token in 0..<tokens {
                for channel in 0..<headDim { transposed[channel][token] = keys[token][channel] }
            }
            let block = queries[positions]
            let out = try Rows.of(unset: positions.count, width: queries.width, gap: 3)
            let rows = positions.count * (queries.width / headDim)
            let scratch = try Buffer<Float>(count: Kernels.causalScratch(rows: rows)).view
            scratch.fill(.nan)
            Kernels.attendCausally(
                block, first: positions.lowerBound, headDim: headDim, keys: transposed,
                values: values, scratch: scratch, into: out, on: set)
            #expect(out.hasUntouchedGaps)
            return out.elements
        }
    }

    @Test(
        "is near plain softmax attention", arguments: KernelSet.runnable,
        [8, 24, 64, 80, 128])
    func nearExact(set: KernelSet, headDim: Int) throws {
        var inputs = RandomInputs(seed: headDim)
        for tokens in [1, 63, 64, 65, inputs.int(in: 2...150)] {
            let made = try Case(
                tokens: tokens, heads: inputs.int(in: 1...4), headDim: headDim,
                magnitude: inputs.element(of: [0.1, 1, 10]), inputs: &inputs)
            let first = inputs.int(in: 0...tokens - 1)
            let found = try made.attend(first..<tokens, set: set)
            let exact = SlowKernels.attendCausally(
                made.queries[first..<tokens], first: first, keys: made.keys, values: made.values)
            let worst = worstShare(found, exact)
            #expect(worst.share <= 1, "\(first)..<\(tokens), element \(worst.index)")
        }
    }

    @Test(
        "a position has the same bits in whatever block it is attended",
        arguments: KernelSet.runnable, [1, 2, 16, 64, 100])
    func blocks(set: KernelSet, block: Int) throws {
        var inputs = RandomInputs(seed: block)
        let tokens = 200
        let made = try Case(
            tokens: tokens, heads: 3, headDim: 24, magnitude: 3, inputs: &inputs)
        let whole = try made.attend(0..<tokens, set: set)
        let pieces = try stride(from: 0, to: tokens, by: block).flatMap {
            try made.attend($0..<min($0 + block, tokens), set: set)
        }
        #expect(whole.map(\.bitPattern) == pieces.map(\.bitPattern))
    }

    @Test("no position sees a later one", arguments: KernelSet.runnable)
    func causal(set: KernelSet) throws {
        var inputs = RandomInputs(seed: 3)
        let made = try Case(tokens: 90, heads: 2, headDim: 8, magnitude: 1, inputs: &inputs)
        let before = try made.attend(0..<90, set: set)
        for token in 40..<90 {
            made.keys[token].fill(100)
            made.values[token].fill(-100)
        }
        let after = try made.attend(0..<90, set: set)
        #expect(before.prefix(40 * 16) == after.prefix(40 * 16))
        #expect(before.suffix(50 * 16) != after.suffix(50 * 16))
    }

    @Test("a block without positions does nothing", arguments: KernelSet.runnable)
    func empty(set: KernelSet) throws {
        var inputs = RandomInputs(seed: 4)
        let made = try Case(tokens: 9, heads: 2, headDim: 8, magnitude: 1, inputs: &inputs)
        let out = try made.attend(0..<0, set: set)
        #expect(out.isEmpty)
    }
}
