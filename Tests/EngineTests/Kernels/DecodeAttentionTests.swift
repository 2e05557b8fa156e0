import Engine
import TestSupport
import Testing

@Suite("Attention of few rows straight from codes")
struct DecodeAttentionTests {
    /// A random segment, often of the shapes that are read without expanding them.
    private struct Case {
        let tokens: Int
        let headDim: Int
        let rows: Int
        let group: Int
        let made: SlowSegment

        init(bits: Int, isKeys: Bool, inputs: inout RandomInputs, set: KernelSet) throws {
            tokens = inputs.element(of: [1, 15, 32, 33, 64, 160, inputs.int(in: 1...300)])
            headDim = inputs.element(of: [8, 24, 32, 64, 64, 80, 96, 128, 256])
            rows = inputs.int(in: 1...9)
            let perChannel = isKeys && inputs.bool()
            let group = inputs.element(of: [5, 16, 32, 32, 48, 64, 128])
            self.group = perChannel ? group : Grouping.channelGroup(group, headDim: headDim)
            made = try SlowSegment(
                tokens: tokens, headDim: headDim, bits: bits, group: self.group,
                perChannel: perChannel, isKeys: isKeys, inputs: &inputs, set: set)
        }

        /// Scale and minimum of the group of a value.
        func pair(token: Int, channel: Int) -> (scale: Double, minimum: Double) {
            let segment = made.segment
            let index =
                segment.perChannel
                ? token / group * headDim + channel
                : (token * headDim + channel) / group
            let halves = (0...1).map { Float16(bitPattern: segment.groups[2 * index + $0]) }
            return (Double(halves[0]), Double(halves[1]))
        }

        func code(token: Int, channel: Int) -> Double {
            Double(made.codes[token * headDim + channel])
        }

        /// What rounding a product's factors to 32767 steps of the largest one moves it by at most.
        func error(largest: Double, codes: Double) -> Double { 0.51 * largest / 32767 * codes }
    }

    @Test(
        "scores are near the exact products, as far as 16 bits of query times scale are",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8, 16])
    func scores(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 300 + bits)
        for _ in 0..<20 {
            let made = try Case(bits: bits, isKeys: true, inputs: &inputs, set: set)
            let queries = try inputs.rows(made.rows, width: made.headDim, gap: 0)
            let scores = try decoded(made, queries, on: set)
            let exact = zip(
                SlowKernels.scores(queries, keys: made.made.values),
                (0..<made.rows).flatMap { row in (0..<made.tokens).map { (row, $0) } }
            ).map { exact, place in
                let rounding = rounding(of: made, query: queries[place.0].array, token: place.1)
                return ExactValue(exact.value, bound: exact.bound + rounding)
            }
            let worst = worstShare(scores.elements, exact)
            #expect(
                worst.share <= 1, "\(made.tokens) tokens of \(made.headDim) in \(made.group)")
        }
    }

    private func rounding(of made: Case, query: [Float], token: Int) -> Double {
        guard made.made.segment.bits < 16 else { return 0 }
        let channels = 0..<made.headDim
        let perChannel = made.made.segment.perChannel
        let width = perChannel ? made.headDim : made.group
        return stride(from: 0, to: made.headDim, by: width).reduce(0) { sum, start in
            let members = channels[start..<start + width]
            let largest =
                members.map { channel in
                    abs(Double(query[channel]) * made.pair(token: token, channel: channel).scale)
                }.max() ?? 0
            let codes = members.reduce(0) { $0 + made.code(token: token, channel: $1) }
            // Products and minima are summed apart, so neither hides in what they add up to.
            let terms = members.reduce(0.0) { sum, channel in
                let pair = made.pair(token: token, channel: channel)
                let code = made.code(token: token, channel: channel)
                return sum + abs(Double(query[channel]))
                    * (abs(code * pair.scale) + abs(pair.minimum))
            }
            return sum + made.error(largest: largest, codes: codes)
                + terms * Rounding.bound(made.headDim + 8)
        }
    }

    private func decoded(_ made: Case, _ queries: Rows, on set: KernelSet) throws -> Rows {
        let width = made.tokens + Kernels.scoreSlack
        let scores = try Rows.of(unset: queries.count, width: width, gap: 2)
        let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
        scratch.fill(.nan)
        Kernels.scoreKeys(
            made.made.segment, queries: queries, scratch: scratch, scores: scores,
            arithmetic: .rounded, on: set)
        #expect(scores.hasUntouchedGaps)
        return scores[columns: 0..<made.tokens]
    }

    @Test(
        "weighted sums are near the exact sums, as far as 16 bits of weight times scale are",
        arguments: KernelSet.runnable, [2, 3, 4, 5, 6, 8, 16])
    func values(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 400 + bits)
        for _ in 0..<20 {
            let made = try Case(bits: bits, isKeys: false, inputs: &inputs, set: set)
            let weights = try inputs.rows(made.rows, width: made.tokens, gap: inputs.int(in: 0...3))
            let out = try inputs.rows(made.rows, width: made.headDim, gap: 0)
            let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
            scratch.fill(.nan)
            let rounding = rounding(of: made, weights: weights)
            let exact = SlowKernels.weighted(weights, values: made.made.values, onto: out)
                .enumerated().map { index, exact in
                    ExactValue(
                        exact.value, bound: exact.bound + rounding[index % made.headDim])
                }

            Kernels.addValues(
                made.made.segment, weights: weights, scratch: scratch, into: out,
                arithmetic: .rounded, on: set)

            let worst = worstShare(out.elements, exact)
            #expect(
                worst.share <= 1, "\(made.tokens) tokens of \(made.headDim) in \(made.group)")
        }
    }

    /// For each channel; all rows are taken to share the steps of a block of tokens.
    private func rounding(of made: Case, weights: Rows) -> [Double] {
        guard made.made.segment.bits < 16 else {
            return Array(repeating: 0, count: made.headDim)
        }
        return (0..<made.headDim).map { channel in
            stride(from: 0, to: made.tokens, by: Kernels.tokenBlock).reduce(0) { sum, first in
                let tokens = first..<min(first + Kernels.tokenBlock, made.tokens)
                let heaviest = tokens.map { token in
                    (0..<weights.count).map { abs(Double(weights[$0][token])) }.max() ?? 0
                }
                let pairs = tokens.map { made.pair(token: $0, channel: channel) }
                let largest = zip(heaviest, pairs).map { $0 * abs($1.scale) }.max() ?? 0
                let codes = tokens.map { made.code(token: $0, channel: channel) }
                let terms = zip(zip(heaviest, pairs), codes).reduce(0.0) { sum, item in
                    let ((weight, pair), code) = item
                    return sum + weight * (abs(code * pair.scale) + abs(pair.minimum))
                }
                return sum + made.error(largest: largest, codes: codes.reduce(0, +))
                    + terms * Rounding.bound(made.tokens + 8)
            }
        }
    }

    @Test(
        "a query's scores have the same bits whichever queries accompany it",
        arguments: KernelSet.runnable, [3, 4, 8, 16])
    func queryAlone(set: KernelSet, bits: Int) throws {
        var inputs = RandomInputs(seed: 500 + bits)
        for _ in 0..<6 {
            let made = try Case(bits: bits, isKeys: true, inputs: &inputs, set: set)
            let queries = try inputs.rows(11, width: made.headDim, gap: 0)
            let together = try decoded(made, queries, on: set)
            for row in 0..<11 {
                let alone = try decoded(made, queries[row..<row + 1], on: set)
                #expect(
                    together[row].array.map(\.bitPattern)
                        == alone.elements.map(\.bitPattern), "row \(row)")
            }
        }
    }

    @Test("weights of zero and values of zero add nothing", arguments: KernelSet.runnable)
    func zeros(set: KernelSet) throws {
        var inputs = RandomInputs(seed: 600)
        for bits in [2, 3, 4, 5, 6, 8, 16] {
            let made = try Case(bits: bits, isKeys: false, inputs: &inputs, set: set)
            let weights = Rows(
                try Buffer<Float>(count: 2 * made.tokens).view, count: 2, width: made.tokens)
            let out = try inputs.rows(2, width: made.headDim, gap: 0)
            let before = out.elements
            let scratch = try Buffer<Float>(count: made.headDim * Kernels.tile).view
            Kernels.addValues(
                made.made.segment, weights: weights, scratch: scratch, into: out,
                arithmetic: .rounded, on: set)
            #expect(out.elements == before, "\(bits) bits")
        }
    }
}
