import Engine
import TestSupport
import Testing

@Suite("Answer reference")
struct AnswerReferenceTests {
    /// The answer is longer than one chunk of the run.
    private static let prompt = ToyPrompt(tokens: 150, answer: 140, seed: 6)

    @Test("is what feeding the tokens one by one to the full cache gives, to the bit")
    func decoding() throws {
        let model = try ToyModel().load()
        let (prompt, shape) = (Self.prompt, model.shape)
        let snapshot = try prompt.snapshot(model)
        let reference = try model.transformer.reference(snapshot, answer: prompt.answer)
        let plan = try CompressionPlan.keepAll(shape: shape)
        #expect(reference.tokens == 139 && reference.tokens > plan.flush)
        #expect(reference.layers.count == shape.layerCount)
        let cache = try prompt.cache(
            snapshot, model, under: plan, newTokens: reference.tokens)
        for (index, token) in prompt.answer.dropLast().enumerated() {
            var trace: AttentionTrace? = AttentionTrace()
            let step = SequenceStep(
                cache: cache, tokens: [token], position: prompt.tokens.count + index)
            let row = try model.transformer.extend([step], trace: &trace)
            let logits = try model.transformer.logits(row)[0]
            #expect(reference.logits[index].array == logits.array, "token \(index)")
            #expect(reference.logSums[index] == Kernels.logSumExp(logits))
            for (layer, kept) in reference.layers.enumerated() {
                #expect(kept.states[index].array == trace?.states[layer].view.array)
                #expect(kept.queries[index].array == trace?.queries[layer].view.array)
            }
        }
        let newest = reference.tokens * shape.headDim
        for (layer, kept) in reference.layers.enumerated() {
            for head in 0..<shape.kvHeadCount {
                let keys = cache.keys[layer][head].tailSegment.halves.array
                let values = cache.values[layer][head].tailSegment.halves.array
                #expect(kept.keys(ofHead: head).array == keys.suffix(newest))
                #expect(kept.values(ofHead: head).array == values.suffix(newest))
            }
        }
    }

    @Test("two and three threads give the same bits", arguments: [2, 3])
    func threads(threads: Int) throws {
        let (one, many) = try (ToyModel().load(), ToyModel().load(threads: threads))
        let references = try [one, many].map {
            try $0.transformer.reference(Self.prompt.snapshot($0), answer: Self.prompt.answer)
        }
        #expect(references[0].logits.view.array == references[1].logits.view.array)
        #expect(references[0].logSums == references[1].logSums)
        for (a, b) in zip(references[0].layers, references[1].layers) {
            #expect(a.states.view.array == b.states.view.array)
            #expect(a.keys.array == b.keys.array && a.values.array == b.values.array)
        }
    }

    @Test("the first layer's states are the embeddings, and norms are those of the states")
    func states() throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 9, answer: 5, seed: 7)
        let reference = try model.transformer.reference(
            prompt.snapshot(model), answer: prompt.answer)
        let embedding = try Buffer<Float>(count: model.shape.hiddenSize).view
        for (index, token) in prompt.answer.dropLast().enumerated() {
            model.transformer.weights.embedding.copyRow(token, into: embedding)
            #expect(reference.layers[0].states[index].array == embedding.array)
        }
        for kept in reference.layers {
            let squares = kept.states.view.array.reduce(0) { $0 + Double($1) * Double($1) }
            let exact = squares / Double(reference.tokens)
            let bound = exact * Rounding.bound(model.shape.hiddenSize + 1)
            #expect(abs(kept.meanSquaredNorm - exact) <= bound)
        }
    }

    @Test("takes the bytes that it says", arguments: [2, 17])
    func bytes(answer: Int) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 20, answer: answer, seed: 8)
        let reference = try model.transformer.reference(
            prompt.snapshot(model), answer: prompt.answer)
        let layers = reference.layers.reduce(0) { sum, kept in
            sum + 4 * (kept.states.view.count + kept.queries.view.count)
                + 2 * (kept.keys.count + kept.values.count)
        }
        let bytes = layers + 4 * reference.logits.view.count + 8 * reference.logSums.count
        #expect(
            AnswerReference.byteCount(tokens: answer - 1, shape: model.shape) == bytes)
    }
}
