import Engine
import TestSupport
import Testing

@Suite("Run of answers")
struct AnswerRunTests {
    /// Longer and shorter than the flushes of random plans.
    private static let prompts = [
        ToyPrompt(tokens: 200, answer: 40, seed: 1), ToyPrompt(tokens: 17, answer: 2, seed: 2),
        ToyPrompt(tokens: 90, answer: 21, seed: 3),
    ]

    @Test("gives the full run's bits after any base", arguments: 1...3, 0..<8)
    func anyBase(threads: Int, seed: Int) throws {
        let study = try Study(threads: threads)
        var inputs = RandomInputs(seed: seed)
        let layers = study.model.shape.layerCount
        let first = try CompressionPlan.random(for: study.model.shape, inputs: &inputs)
        var base = try study.run(first, after: nil)
        for place in [0, layers / 2, layers - 1, layers - 1, 0, layers / 2] {
            let head = inputs.bool() ? inputs.int(in: 0...1) : nil
            let plan = try base.plan.changed(layer: place, head: head, inputs: &inputs)
            let run = try study.run(plan, after: base)
            #expect(run.firstLayer == place)
            #expect(try study.same(run, study.run(plan, after: nil)), "layer \(place)")
            #expect(try study.same(run, study.run(plan, after: base.withoutCaches)))
            // The base serves more than once, and every other time the run is the next base.
            #expect(try study.same(base, study.run(base.plan, after: run)))
            if inputs.bool() { base = run }
        }
        let other = try CompressionPlan.random(for: study.model.shape, inputs: &inputs)
        #expect(
            try study.same(study.run(other, after: base), study.run(other, after: nil)))
    }

    @Test("gives the bits of feeding the batch to caches of its own")
    func logits() throws {
        let study = try Study(threads: 1)
        var inputs = RandomInputs(seed: 9)
        for _ in 0..<4 {
            let plan = try CompressionPlan.random(for: study.model.shape, inputs: &inputs)
            let run = try study.run(plan, after: nil)
            let logits = try study.model.transformer.logits(run.final)
            let expected = try study.model.transformer.logits(
                study.batch, under: plan, ranks: study.ranks(plan))
            #expect(run.firstLayer == 0)
            #expect(logits.view.array == expected.view.array)
        }
    }

    @Test("runs no layer for the same plan, all for another retention, window or early flush")
    func shared() throws {
        let study = try Study(threads: 1)
        let layers = study.model.shape.layerCount
        let text = "tokens=30+40,key-bits=4+2,value-bits=4+2,recent=16,window=8,flush=8"
        let base = try study.run(study.plan(text), after: nil)
        #expect(try study.run(base.plan, after: base).firstLayer == layers)
        for other in [
            text.replacing("window=8", with: "window=0"),
            text.replacing("flush=8", with: "flush=9"),
            text.replacing("recent=16", with: "recent=17"),
        ] {
            let run = try study.run(study.plan(other), after: base)
            #expect(run.firstLayer == 0, "\(other)")
            #expect(try study.same(run, study.run(study.plan(other), after: nil)), "\(other)")
        }
        // 39 tokens are fed to the longest answer.
        let late = try study.run(base.plan.with(flush: 39), after: nil)
        let later = try base.plan.with(flush: 500)
        #expect(try study.run(later, after: late).firstLayer == layers)
        #expect(
            try study.same(study.run(later, after: late), study.run(later, after: nil)))
    }

    @Test("a cache allocates nothing for the prompt in layers that it shares")
    func allocated() throws {
        let study = try Study(threads: 1)
        var inputs = RandomInputs(seed: 4)
        let shape = study.model.shape
        let plan = try study.plan("tokens=64,key-bits=4,value-bits=4,recent=8,flush=8")
        let changed = try plan.changed(layer: 1, head: 0, inputs: &inputs)
        let base = try CompressedKVCache(plan, shape: shape, promptTokens: 200, newTokens: 30)
        let cache = try CompressedKVCache(
            changed, shape: shape, promptTokens: 200, newTokens: 30, sharing: base)
        let expected = (0..<shape.layerCount).reduce(0) { sum, layer in
            let n = layer == 1 ? 200 : 0
            return sum
                + changed.layerBytes(layer, shape: shape, promptTokens: n, newTokens: 30).rawValue
        }
        #expect(cache.allocatedBytes == expected)
    }

    /// A batch of the toy model's prompts.
    private struct Study {
        let model: LanguageModel
        let batch: AnswerBatch

        init(threads: Int) throws {
            let model = try ToyModel().load(threads: threads)
            self.model = model
            batch = AnswerBatch(
                try AnswerRunTests.prompts.map {
                    .init(snapshot: try $0.snapshot(model), answer: $0.answer)
                })
        }

        func plan(_ text: String) throws -> CompressionPlan {
            try UniformPlan.plan(text, for: model)
        }

        func ranks(_ plan: CompressionPlan) throws -> [TokenRanks] {
            try batch.items.map {
                try TokenRanks(
                    $0.snapshot, retention: plan.retention, workers: model.transformer.workers)
            }
        }

        func run(_ plan: CompressionPlan, after base: AnswerRun?) throws -> AnswerRun {
            try model.transformer.run(batch, under: plan, ranks: ranks(plan), after: base)
        }

        func same(_ a: AnswerRun, _ b: AnswerRun) -> Bool {
            a.final.view.array == b.final.view.array
        }
    }
}
