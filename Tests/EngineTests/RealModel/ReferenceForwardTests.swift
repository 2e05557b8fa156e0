import Engine
import TestSupport
import Testing

@Suite(
    "Exact forward pass of the real model, against the reference", .enabled(if: RealModel.isPresent)
)
struct ReferenceForwardTests {
    private let reference: ReferenceValues
    private let model: LanguageModel

    init() throws {
        reference = try ReferenceValues.load()
        model = try RealModel.load()
    }

    @Test func `prompt and answers become the reference's tokens`() {
        let forward = reference.forward
        #expect(model.encoder.prompt(forward.prompt) == forward.promptIds)
        #expect(
            model.encoder.answer(forward.answers.short, afterPromptEndingIn: forward.prompt)
                == forward.answerIds.short)
        #expect(
            model.encoder.answer(forward.answers.long, afterPromptEndingIn: forward.prompt)
                == forward.answerIds.long)
    }

    @Test func `logits of the last position are within 2e-3`() throws {
        let snapshot = try model.transformer.prefill(reference.forward.promptIds)
        let top = reference.forward.lastLogitsTop20
        for (id, value) in zip(top.ids, top.values) {
            #expect(abs(snapshot.lastLogits[id] - value) <= 2e-3, "token \(id)")
        }
        let logSum = Kernels.logSumExp(snapshot.lastLogits)
        #expect(abs(logSum - reference.forward.lastLogsumexp) <= 2e-3)
        #expect(Kernels.argMax(snapshot.lastLogits) == top.ids[0])
    }

    @Test func `mean negative log-likelihood of the prompt is within 1e-3`() throws {
        let tokens = reference.forward.promptIds
        var total = 0.0
        _ = try model.transformer.prefill(tokens) { rows in
            let logits = try model.transformer.logits(rows)
            for position in 0..<tokens.count - 1 {
                total +=
                    Kernels.logSumExp(logits[position])
                    - Double(logits[position][tokens[position + 1]])
            }
        }
        let mean = total / Double(tokens.count - 1)
        #expect(abs(mean - reference.forward.meanNllOfPrompt) <= 1e-3, "\(mean)")
    }

    @Test func `keys after rotation and values are within 1e-3`() throws {
        let snapshot = try model.transformer.prefill(reference.forward.promptIds)
        let headDim = model.shape.headDim
        for expected in reference.kv {
            let layer = snapshot.layers[expected.layer]
            let range = expected.position * headDim..<(expected.position + 1) * headDim
            let key = layer.keys(ofHead: expected.kvHead)[range].array.map(float)
            let value = layer.values(ofHead: expected.kvHead)[range].array.map(float)
            let place = "layer \(expected.layer), head \(expected.kvHead), \(expected.position)"
            // Stored halves of keys around 16 are apart by more than the reference's tolerance.
            for (stored, exact) in zip(key + value, expected.keyAfterRope + expected.value) {
                #expect(abs(stored - exact) <= max(1e-3, abs(exact) * 0x1p-11 + 1e-3), "\(place)")
            }
        }
    }

    @Test func `scores are within 1e-4 relative and rank the same tokens`() throws {
        let snapshot = try model.transformer.prefill(
            reference.forward.promptIds, columnSums: true)
        let scorers: [String: any TokenScorer] = [
            "snapkv_o32_k7_max": SnapKVScorer(observation: 32, kernel: 7, pooling: .max),
            "snapkv_o32_k21_max": SnapKVScorer(observation: 32, kernel: 21, pooling: .max),
            "snapkv_o16_k7_mean": SnapKVScorer(observation: 16, kernel: 7, pooling: .mean),
            "h2o": H2OScorer(),
        ]
        for expected in reference.scores {
            for (name, scorer) in scorers {
                let layer = try #require(expected.byName[name])
                for head in 0..<model.shape.kvHeadCount {
                    let scores = try scorer.scores(snapshot.layers[expected.layer], head: head)
                    let place = "\(name), layer \(expected.layer), head \(head)"
                    for (score, exact) in zip(scores, layer.first8[head]) {
                        #expect(abs(score - exact) <= 1e-4 * abs(exact), "\(place)")
                    }
                    expectTop(layer.top64[head], in: Array(scores.prefix(layer.positions)), place)
                }
            }
        }
    }

    /// The expected positions are the top scores; only near ties may swap, exact ties never.
    private func expectTop(_ expected: [Int], in scores: [Float], _ place: String) {
        let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        let border = scores[order[expected.count - 1]]
        let found = Set(order.prefix(expected.count))
        for position in found.symmetricDifference(expected) {
            let distance = abs(scores[position] - border)
            #expect(distance > 0 && distance < 1e-4 * border, "\(place), position \(position)")
        }
    }

    private func float(_ half: UInt16) -> Float { Float(Float16(bitPattern: half)) }
}
