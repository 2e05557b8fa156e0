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
        let rows = sample.reference.tokens * shape.queriesPerKVHead
        let kept = FullAttention.Sums(memory.kept, rows: rows, headDim: headDim)
        return ranks.map { order in
            var errors = LocalErrors(levels: levels)
            kept.set(to: full.newTokens)
            for (slice, range) in levels.slices.enumerated() {
                let end = min(range.upperBound, sample.snapshot.tokens.count)
                let ranked =
                    range.lowerBound < end ? order[range.lowerBound..<end].array.sorted() : []
                let positions = memory.positions[0..<ranked.count]
                positions.copy(from: ranked)
                measure(
                    positions, full: full, slice: slice, kept: kept, gram: gram, into: &errors)
            }
            errors.pruning[0] = errors.pruning[1]
            return errors
        }
    }

    /// Adds one slice of ranks to the errors.
    private func measure(
        _ positions: View<Int32>, full: FullAttention, slice: Int, kept: FullAttention.Sums,
        gram: OutputGram, into errors: inout LocalErrors
    ) {
        for bits in LocalErrors.bits.indices {
            errors.keys[bits][slice + 1] = errors.keys[bits][slice]
            errors.values[bits][slice + 1] = errors.values[bits][slice]
        }
        guard positions.count > 0 else {
            errors.pruning[slice + 1] = errors.pruning[slice]
            return
        }
        let part = full.slice(positions)
        kept.add(part.sums)
        let rows = kept.weights.count
        let size = rows * headDim
        func change(_ index: Int) -> Rows {
            Rows(
                memory.changes[index * size..<(index + 1) * size], count: rows, width: headDim)
        }
        full.change(keeping: kept, into: change(0))
        for (index, bits) in LocalErrors.bits.enumerated() {
            let keys = roundTrip(part.keys, bits: bits, keys: true)
            full.change(of: part, keys: keys, into: change(1 + 2 * index))
            let values = roundTrip(part.values, bits: bits, keys: false)
            full.change(of: part, values: values, into: change(2 + 2 * index))
        }
        let norms = meanNorms(rows: rows, gram)
        errors.pruning[slice + 1] = norms[0]
        for index in LocalErrors.bits.indices {
            errors.keys[index][slice + 1] += norms[1 + 2 * index]
            errors.values[index][slice + 1] += norms[2 + 2 * index]
        }
    }

    /// Means over tokens of the squared norms that the changes of outputs `[T * Q][D]` have behind
    /// the output projection.
    private func meanNorms(rows: Int, _ gram: OutputGram) -> [Double] {
        let (tokens, width) = (
            rows / shape.queriesPerKVHead, shape.queriesPerKVHead * headDim
        )
        let changes = Rows(memory.changes, count: Memory.changeCount * tokens, width: width)
        return gram.squaredNorms(
            of: changes, sums: Memory.changeCount, scratch: memory.product
        ).map { $0 / Double(tokens) }
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
