import Engine
import TestSupport
import Testing

@Suite("Keeping everything at 16 bit")
struct FullCacheTests {
    @Test(
        "equals the full cache to the bit, however it is written", arguments: FullCachePlans.texts)
    func keepAll(text: String) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 200, answer: 70, seed: 5)
        let full = try prompt.logits(model, under: .keepAll(shape: model.shape))
        let plan = try UniformPlan.plan(text, for: model)
        let logits = try prompt.logits(model, under: plan)
        #expect(logits == full)
        #expect(try prompt.decodedLogits(model, under: plan) == full)
    }
}
