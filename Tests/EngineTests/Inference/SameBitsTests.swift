import Engine
import TestSupport
import Testing

@Suite("Threads and batches leave every bit as it is")
struct SameBitsTests {
    /// Longer than a block of rows and several blocks of queries; flushes happen within the answer.
    private static let prompt = ToyPrompt(tokens: 300, answer: 40, seed: 1)
    private static let plan =
        "tokens=40+90,key-bits=4+2,value-bits=4+3,group=16,recent=16,window=8,flush=8"

    @Test("one, two and three threads give the same snapshot", arguments: [2, 3])
    func snapshot(threads: Int) throws {
        let one = try Self.prompt.snapshot(ToyModel().load())
        let many = try Self.prompt.snapshot(ToyModel().load(threads: threads))
        for (layer, (a, b)) in zip(one.layers, many.layers).enumerated() {
            #expect(a.keys.array == b.keys.array, "layer \(layer)")
            #expect(a.values.array == b.values.array, "layer \(layer)")
            #expect(a.queries.array == b.queries.array, "layer \(layer)")
            #expect(a.columnSums.array == b.columnSums.array, "layer \(layer)")
        }
        #expect(one.lastLogits.array == many.lastLogits.array)
    }

    @Test("one, two and three threads give the same logits and tokens", arguments: [2, 3])
    func logits(threads: Int) throws {
        let (one, many) = try (ToyModel().load(), ToyModel().load(threads: threads))
        let plan = try UniformPlan.plan(Self.plan, for: one)
        let logits = try Self.prompt.logits(one, under: plan)
        #expect(try logits == Self.prompt.logits(many, under: plan))
        let tokens = try Self.prompt.greedy(one, under: plan, count: 24)
        #expect(try tokens == Self.prompt.greedy(many, under: plan, count: 24))
        let full = try Self.prompt.logits(one, under: .keepAll(shape: one.shape))
        #expect(logits != full, "a plan that changes nothing proves nothing")
    }

    @Test("a sample's logits do not depend on the others of its batch", arguments: [1, 2])
    func batch(threads: Int) throws {
        let model = try ToyModel().load(threads: threads)
        let plan = try UniformPlan.plan(Self.plan, for: model)
        let prompts = [
            Self.prompt, ToyPrompt(tokens: 17, answer: 2, seed: 2),
            ToyPrompt(tokens: 130, answer: 61, seed: 3), ToyPrompt(tokens: 1, answer: 9, seed: 4),
        ]
        let together = try ToyPrompt.logits(prompts, model, under: plan)
        for (index, prompt) in prompts.enumerated() {
            #expect(try prompt.logits(model, under: plan) == together[index], "sample \(index)")
        }
    }

    @Test("a sequence's tokens do not depend on the others that are decoded with it")
    func decodedTogether() throws {
        let model = try ToyModel().load(threads: 2)
        let plan = try UniformPlan.plan(Self.plan, for: model)
        let prompts = (1...5).map { ToyPrompt(tokens: 40 * $0, answer: 2, seed: UInt64($0)) }
        let snapshots = try prompts.map { try $0.snapshot(model) }
        let caches = try zip(prompts, snapshots).map {
            try $0.cache($1, model, under: plan, newTokens: 20)
        }
        let outputs = try model.transformer.generate(
            snapshots, caches: caches, maxNewTokens: 20, stops: [])
        for (prompt, output) in zip(prompts, outputs) {
            #expect(try prompt.greedy(model, under: plan, count: 20) == output)
        }
    }
}
