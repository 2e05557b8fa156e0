import Engine
import TestSupport
import Testing

@Suite("Facts of attention")
struct AttentionFactsTests {
    @Test("key-value heads that queries share equal copies of them for every query head")
    func sharedHeads() throws {
        let shared = ToyModel()
        var apart = ToyModel()
        apart.kvHeadCount = apart.headCount
        var writer = apart.writer()
        for tensor in shared.writer().tensors {
            let index = try #require(writer.tensors.firstIndex { $0.name == tensor.name })
            let name = String(decoding: tensor.name, as: UTF8.self)
            let isShared = name.hasSuffix("attn_k.weight") || name.hasSuffix("attn_v.weight")
            let size = shared.headDim * shared.hiddenSize * 4
            let copies = shared.headCount / shared.kvHeadCount
            writer.tensors[index].data =
                isShared
                ? (0..<shared.headCount).flatMap { head in
                    tensor.data[head / copies * size..<(head / copies + 1) * size]
                }
                : tensor.data
        }
        let directory = try TemporaryDirectory()
        let many = try withExtendedLifetime(directory) {
            try LanguageModel(
                path: writer.write(to: directory, name: "apart.gguf"), threads: 1)
        }
        let few = try shared.load()
        #expect((few.shape.kvHeadCount, many.shape.kvHeadCount) == (2, 4))
        let prompt = ToyPrompt(tokens: 150, answer: 40, seed: 9)
        #expect(
            try prompt.snapshot(few).lastLogits.array == prompt.snapshot(many).lastLogits.array)
        // Scores are sums over a group, so only plans that do not prune are alike.
        let text = "tokens=all,key-bits=4,value-bits=4,scorer=recent,flush=8"
        #expect(
            try prompt.logits(few, under: UniformPlan.plan(text, for: few))
                == prompt.logits(many, under: UniformPlan.plan(text, for: many)))
    }

    @Test("a rotation keeps the norm of every pair of channels", arguments: [16, 64, 128])
    func rotation(headDim: Int) throws {
        let positions = 8000..<8010
        let table = try RotaryTable(
            positions: positions,
            frequencies: RotaryTable.frequencies(headDim: headDim, base: 10_000, factors: nil))
        var inputs = RandomInputs(seed: headDim)
        for position in positions {
            let before = inputs.floats(3 * headDim)
            let view = try View.of(before)
            table.rotate(view, to: position)
            #expect(view.array != before)
            let worst = worstDifference(
                norms(view.array, headDim: headDim), norms(before, headDim: headDim))
            // Three roundings of each square, each of at most 2^-24 of a value below 2.
            #expect(worst.value <= 4 * 0x1p-23, "position \(position), pair \(worst.index)")
        }
    }

    @Test(
        "kept tokens are the recent ones and the top scores",
        arguments: ["scorer=snapkv,kernel=5", "scorer=snapkv,pooling=mean", "scorer=h2o"])
    func topScores(text: String) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 160, answer: 2, seed: 10)
        let plan = try UniformPlan.plan(
            "tokens=10+30,key-bits=8+4,value-bits=8+4,recent=16,sinks=3,window=8," + text,
            for: model)
        let snapshot = try prompt.snapshot(model)
        let cache = try prompt.cache(snapshot, model, under: plan, newTokens: 0)
        let ranks = try TokenRanks(
            snapshot, retention: plan.retention, workers: model.transformer.workers)
        let scorer = try #require(plan.retention.tokenScorer)
        for (layer, evidence) in snapshot.layers.enumerated() {
            for head in 0..<model.shape.kvHeadCount {
                let kept = cache.positions(
                    layer: layer, head: head, ranks: ranks.positions(layer: layer, head: head)
                ).joined().map(Int.init)
                #expect(kept.count == 40 && Set(kept).count == 40)
                #expect(Set(kept).isSuperset(of: Array(0..<3) + Array(144..<160)))
                let scores = try scorer.scores(evidence, head: head)
                let choice = 3..<144
                let dropped = choice.filter { !kept.contains($0) }.map { scores[$0] }
                let chosen = choice.filter { kept.contains($0) }.map { scores[$0] }
                #expect(
                    try #require(chosen.min()) >= #require(dropped.max()),
                    "layer \(layer), head \(head)")
            }
        }
    }

    /// Squared norms of the pairs that a rotation turns: channel i and i + D/2 of a head.
    private func norms(_ x: [Float], headDim: Int) -> [Float] {
        let half = headDim / 2
        return x.indices.filter { $0 % headDim < half }.map {
            x[$0] * x[$0] + x[$0 + half] * x[$0 + half]
        }
    }
}
