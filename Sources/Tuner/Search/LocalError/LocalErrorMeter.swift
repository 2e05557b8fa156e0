package import Engine

/// Measures the local errors of one key-value head on one sample, for several retentions, from what
/// the full cache's attention saw.
///
/// Its identity is scratch memory; one strand of work owns one. `@unchecked Sendable`: no other
/// strand touches it.
package final class LocalErrorMeter: @unchecked Sendable {
    private let shape: ModelShape
    private let grouping: Grouping
    private let levels: RankLevels
    private let memory: Memory

    private var headDim: Int { shape.headDim }

    /// Makes scratch memory for prompts and answers of a length.
    package init(
        shape: ModelShape, grouping: Grouping, levels: RankLevels, prompt: Int, answer: Int
    ) throws(MemoryError) {
        self.shape = shape
        self.grouping = grouping
        self.levels = levels
        memory = try Memory(shape: shape, prompt: prompt, answer: answer)
    }

    /// Errors of one head under each retention, not yet divided by the residual stream's norm.
    package func measure(
        _ sample: MeasuredSample, layer: Int, head: Int, gram: OutputGram, ranks: [View<Int32>]
    ) -> [LocalErrors] {
        let full = FullAttention(
            sample, layer: layer, head: head, memory: memory, shape: shape)
        return ranks.map { order in
            var errors = LocalErrors(levels: levels)
            var kept = full.newTokens
            for (slice, range) in levels.slices.enumerated() {
                let end = min(range.upperBound, sample.snapshot.tokens.count)
                let positions =
                    range.lowerBound < end ? order[range.lowerBound..<end].array.sorted() : []
                measure(
                    positions, full: full, slice: slice, kept: &kept, gram: gram, into: &errors)
            }
            errors.pruning[0] = errors.pruning[1]
            return errors
        }
    }

    /// Adds one slice of ranks to the errors.
    private func measure(
        _ positions: [Int32], full: FullAttention, slice: Int, kept: inout FullAttention.Sums,
        gram: OutputGram, into errors: inout LocalErrors
    ) {
        for bits in LocalErrors.bits.indices {
            errors.keys[bits][slice + 1] = errors.keys[bits][slice]
            errors.values[bits][slice + 1] = errors.values[bits][slice]
        }
        guard !positions.isEmpty else {
            errors.pruning[slice + 1] = errors.pruning[slice]
            return
        }
        let part = full.slice(positions)
        kept.add(part.sums)
        errors.pruning[slice + 1] = weigh(full.difference(of: kept), gram)
        for (index, bits) in LocalErrors.bits.enumerated() {
            let keys = roundTrip(part.keys, bits: bits, keys: true)
            let changed = full.replacing(part, keys: keys)
            errors.keys[index][slice + 1] += weigh(full.difference(of: changed), gram)
            let values = roundTrip(part.values, bits: bits, keys: false)
            errors.values[index][slice + 1] += weigh(
                full.difference(replacing: part, values: values), gram)
        }
    }

    /// Mean over tokens of the squared norm that output differences `[T * Q][D]` have behind the
    /// output projection.
    private func weigh(_ differences: Rows, _ gram: OutputGram) -> Double {
        let width = gram.matrix.width
        let tokens = differences.count * headDim / width
        let rows = Rows(differences.view, count: tokens, width: width)
        let product = Rows(memory.product, count: tokens, width: width)
        Kernels.multiply(rows, by: gram.matrix, into: product)
        let count = tokens * width
        return Double(Kernels.dot(rows.view[0..<count], product.view[0..<count])) / Double(tokens)
    }

    /// Keys or values as they read back after quantization, `[tokens][D]`.
    private func roundTrip(_ rows: Rows, bits: Int, keys: Bool) -> Rows {
        let perChannel = keys && grouping.keys == .perChannel
        let group = keys ? grouping.keyGroup : grouping.valueGroup
        let quantizer = GroupQuantizer(
            bits: bits,
            group: perChannel ? group : Grouping.channelGroup(group, headDim: headDim),
            perChannel: perChannel)
        let count = rows.count * headDim
        let groups = memory.groups[
            0..<2 * quantizer.groupCount(tokens: rows.count, headDim: headDim)]
        let (codes, out) = (memory.codes[0..<count], memory.roundTrip[0..<count])
        quantizer.quantize(
            rows.view[0..<count], tokens: rows.count, headDim: headDim, codes: codes,
            groups: groups)
        quantizer.dequantize(
            codes: codes, groups: groups, tokens: rows.count, headDim: headDim, into: out)
        return Rows(out, count: rows.count, width: headDim)
    }
}

extension LocalErrorMeter {
    /// Scratch memory for one head.
    struct Memory: Sendable {
        let queries: View<Float>
        let scores: View<Float>
        let tile: View<Float>
        let keys: View<Float>
        let values: View<Float>
        let transposed: View<Float>
        let roundTrip: View<Float>
        let codes: View<UInt8>
        let groups: View<UInt16>
        let weights: View<Float>
        let changed: View<Float>
        let sums: View<Float>
        let difference: View<Float>
        let product: View<Float>

        init(shape: ModelShape, prompt: Int, answer: Int) throws(MemoryError) {
            let rows = answer * shape.queriesPerKVHead
            let tokens = prompt + answer
            let width = tokens + 2 * Kernels.scoreSlack
            queries = try Buffer(count: rows * shape.headDim).view
            scores = try Buffer(count: rows * width).view
            tile = try Buffer(count: Kernels.tile * shape.headDim).view
            keys = try Buffer(count: tokens * shape.headDim).view
            values = try Buffer(count: tokens * shape.headDim).view
            transposed = try Buffer(count: tokens * shape.headDim).view
            roundTrip = try Buffer(count: tokens * shape.headDim).view
            codes = try Buffer(count: tokens * shape.headDim).view
            groups = try Buffer(count: 2 * tokens * shape.headDim).view
            weights = try Buffer(count: rows * width).view
            changed = try Buffer(count: rows * width).view
            sums = try Buffer(count: rows * shape.headDim).view
            difference = try Buffer(count: rows * shape.headDim).view
            product = try Buffer(count: rows * shape.headDim).view
        }
    }
}
