import Engine
import Foundation
import TestSupport
import Tuner

/// One head's attention over a sample's answer in plain loops over `Double`, from the queries, keys
/// and values of the full cache's pass.
struct SlowLocalError {
    /// What attention reads of one token.
    struct Token {
        var key: [Double]
        var value: [Double]
    }

    /// The prompt's tokens.
    let prompt: [Token]
    /// Rotated queries divided by sqrt(D), `[T][Q][D]`.
    private let queries: [[[Double]]]
    /// The answer's own tokens.
    private let new: [Token]
    /// Columns of the output projection that read the head, `[E][Q * D]`.
    private let projection: [[Double]]
    /// Mean squared norm of the residual stream before attention.
    private let squaredNorm: Double

    init(_ sample: MeasuredSample, model: LanguageModel, layer: Int, head: Int) throws {
        let (shape, transformer) = (model.shape, model.transformer)
        let plan = try CompressionPlan.keepAll(shape: shape)
        let ranks = try TokenRanks(
            sample.snapshot, retention: plan.retention, workers: transformer.workers)
        let fed = sample.answer.count - 1
        let caches = try PrefillSnapshot.compressed(
            [sample.snapshot], ranks: [ranks], by: plan, newTokens: [fed],
            workers: transformer.workers)
        var trace: AttentionTrace? = AttentionTrace()
        _ = try transformer.logits(
            AnswerBatch([.init(snapshot: sample.snapshot, answer: sample.answer)]),
            caches: caches, chunk: fed, trace: &trace)
        let (group, headDim) = (shape.queriesPerKVHead, shape.headDim)
        let rows = trace?.queries[layer]
        queries = (0..<fed).map { token in
            (0..<group).map { query in
                let start = (head * group + query) * headDim
                let row = rows?[token].array ?? []
                return row[start..<start + headDim].map {
                    Double($0) / Double(headDim).squareRoot()
                }
            }
        }
        let evidence = sample.snapshot.layers[layer]
        prompt = Self.tokens(
            evidence.keys(ofHead: head).array, evidence.values(ofHead: head).array, headDim)
        new = Self.tokens(
            caches[0].keys[layer][head].tailSegment.halves.array.suffix(fed * headDim),
            caches[0].values[layer][head].tailSegment.halves.array.suffix(fed * headDim), headDim)
        let state = trace?.states[layer].view.array ?? []
        squaredNorm = state.reduce(0) { $0 + Double($1) * Double($1) } / Double(fed)
        let matrix = transformer.weights.layers[layer].attentionOutput
        let row = try Buffer<Float>(count: matrix.inputs).view
        projection = (0..<matrix.outputs).map { output in
            matrix.copyRow(output, into: row)
            let width = group * headDim
            return row[head * width..<(head + 1) * width].array.map(Double.init)
        }
    }

    /// Mean squared norm behind the projection of what other prompt tokens change in the output,
    /// divided by the residual stream's.
    func error(of changed: [Token]) -> Double {
        meanNorm { zip(output($0, changed), output($0, prompt)).map { $0 - $1 } }
    }

    /// The same of the whole output, which says what rounding to float32 can do.
    var size: Double { meanNorm { output($0, prompt) } }

    private func meanNorm(_ vector: (Int) -> [Double]) -> Double {
        let norms = queries.indices.map { token in
            let vector = vector(token)
            return projection.reduce(0) { sum, row in
                let product = zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 }
                return sum + product * product
            }
        }
        return norms.reduce(0, +) / Double(norms.count) / squaredNorm
    }

    /// Outputs of all query heads for one fed token, `[Q * D]`.
    private func output(_ token: Int, _ prompt: [Token]) -> [Double] {
        let seen = prompt + new.prefix(token + 1)
        return queries[token].flatMap { query in
            let scores = seen.map { zip(query, $0.key).reduce(0) { $0 + $1.0 * $1.1 } }
            let largest = scores.max() ?? 0
            let weights = scores.map { exp($0 - largest) }
            let sum = weights.reduce(0, +)
            return query.indices.map { channel in
                zip(weights, seen).reduce(0) { $0 + $1.0 * $1.1.value[channel] } / sum
            }
        }
    }

    private static func tokens(
        _ keys: some Collection<UInt16>, _ values: some Collection<UInt16>, _ headDim: Int
    ) -> [Token] {
        let (keys, values) = (Array(keys), Array(values))
        func row(_ halves: [UInt16], _ token: Int) -> [Double] {
            halves[token * headDim..<(token + 1) * headDim].map { Double(HalfBits.value($0)) }
        }
        return (0..<keys.count / headDim).map {
            Token(key: row(keys, $0), value: row(values, $0))
        }
    }
}
