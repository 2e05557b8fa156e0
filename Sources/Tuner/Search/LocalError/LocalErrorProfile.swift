package import Engine

/// Local errors of every key-value head under several retentions: what a search knows about a model
/// and its tasks before it has evaluated anything.
package struct LocalErrorProfile: Sendable {
    /// Samples that are measured at most: 24 gave plans of larger held-out loss.
    package static let sampleLimit = 40

    /// Where errors were measured.
    package let levels: RankLevels
    /// Errors of each head under each retention, `[L][G]`.
    package let errors: [Retention: [[LocalErrors]]]

    /// Measures all heads.
    ///
    /// - Parameters:
    ///   - evaluator: The samples; the first `sampleLimit` are measured.
    ///   - context: The largest number of tokens that a head may keep.
    /// - Throws: `MemoryError`, `InferenceError`, or `StudyError`.
    package init(
        _ evaluator: inout Evaluator, model: LanguageModel, retentions: [Retention],
        grouping: Grouping, context: Int, onLayer: (Int) throws -> Void
    ) throws {
        let samples = Array(evaluator.samples.prefix(Self.sampleLimit))
        let recorded = evaluator.recorded?[0..<samples.count]
        let levels = RankLevels(context: context)
        let space = LocalErrorSpace(
            retentions: retentions, levels: levels, grouping: grouping,
            samples: recorded?.numbers ?? [])
        var work: (ranks: [[TokenRanks]], meters: [LocalErrorMeter])?
        var layers: [[[LocalErrors]]] = []
        for layer in 0..<model.shape.layerCount {
            if let known = try recorded?.study.localErrors(
                space, layer: layer, kvHeads: model.shape.kvHeadCount)
            {
                layers.append(known)
                continue
            }
            let (ranks, meters) =
                try work
                ?? (
                    retentions.map { try evaluator.ranks(for: $0) },
                    Self.meters(samples, model: model, grouping: grouping, levels: levels)
                )
            work = (ranks, meters)
            layers.append(
                try Self.measure(
                    layer: layer, samples: samples, ranks: ranks, meters: meters, model: model))
            try recorded?.study.record(layers[layer], space, layer: layer)
            try onLayer(layer + 1)
        }
        self.init(space: space, layers: layers)
    }

    /// Errors that were measured before, `[L][G][retention]`.
    init(space: LocalErrorSpace, layers: [[[LocalErrors]]]) {
        levels = space.levels
        errors = Dictionary(
            uniqueKeysWithValues: space.retentions.indices.map { index in
                (space.retentions[index], layers.map { $0.map { $0[index] } })
            })
    }

    /// This profile and what another one knows of further rankings.
    func merged(with other: LocalErrorProfile) -> LocalErrorProfile {
        LocalErrorProfile(
            levels: levels, errors: errors.merging(other.errors) { own, _ in own })
    }

    private init(levels: RankLevels, errors: [Retention: [[LocalErrors]]]) {
        self.levels = levels
        self.errors = errors
    }

    private static func meters(
        _ samples: [MeasuredSample], model: LanguageModel, grouping: Grouping, levels: RankLevels
    ) throws(MemoryError) -> [LocalErrorMeter] {
        let prompt = samples.map(\.snapshot.tokens.count).max() ?? 0
        let answer = samples.map(\.reference.tokens).max() ?? 0
        var meters: [LocalErrorMeter] = []
        for _ in 0..<model.transformer.workers.count {
            meters.append(
                try LocalErrorMeter(
                    shape: model.shape, grouping: grouping, levels: levels, prompt: prompt,
                    answer: answer))
        }
        return meters
    }

    /// Mean errors of a layer's heads under each retention, `[G][retention]`.
    private static func measure(
        layer: Int, samples: [MeasuredSample], ranks: [[TokenRanks]], meters: [LocalErrorMeter],
        model: LanguageModel
    ) throws -> [[LocalErrors]] {
        let (shape, workers) = (model.shape, model.transformer.workers)
        let width = shape.queriesPerKVHead * shape.headDim
        let output = model.transformer.weights.layers[layer].attentionOutput
        let grams = try workers.map(shape.kvHeadCount) { head in
            try OutputGram(output, columns: head * width..<(head + 1) * width)
        }
        let pieces = workers.map(
            shape.kvHeadCount * samples.count, strands: meters
        ) { piece, meter in
            let (head, sample) = (piece / samples.count, piece % samples.count)
            let orders = ranks.map { $0[sample].positions(layer: layer, head: head) }
            return meter.measure(
                samples[sample], layer: layer, head: head, gram: grams[head], ranks: orders)
        }
        let norms = samples.map(\.reference.layers[layer].meanSquaredNorm)
        return (0..<shape.kvHeadCount).map { head in
            ranks.indices.map { retention in
                var sum = LocalErrors(levels: pieces[0][0].levels)
                for sample in samples.indices {
                    sum.add(
                        pieces[head * samples.count + sample][retention],
                        weight: 1 / (norms[sample] * Double(samples.count)))
                }
                return sum
            }
        }
    }
}

extension LocalErrors {
    /// Adds another sample's errors.
    fileprivate mutating func add(_ other: LocalErrors, weight: Double) {
        for border in pruning.indices {
            pruning[border] += Self.finite(weight * other.pruning[border])
            for bits in keys.indices {
                keys[bits][border] += Self.finite(weight * other.keys[bits][border])
                values[bits][border] += Self.finite(weight * other.values[bits][border])
            }
        }
    }

    /// What float32 could not hold counts as an error of the residual stream's own size.
    private static func finite(_ error: Double) -> Double { error.isFinite ? error : 1 }
}
