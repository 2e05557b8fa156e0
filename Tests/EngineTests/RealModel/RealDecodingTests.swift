import Engine
import TestSupport
import Testing

@Suite("Decoding with the real model", .enabled(if: RealModel.isPresent))
struct RealDecodingTests {
    private let reference: ReferenceValues
    private let model: LanguageModel
    private let prompt: ToyPrompt

    init() throws {
        reference = try ReferenceValues.load()
        model = try RealModel.load()
        prompt = ToyPrompt(
            tokens: reference.forward.promptIds, answer: reference.forward.answerIds.long)
    }

    @Test func `greedy tokens of the full cache are the reference's`() throws {
        let expected = reference.forward.greedy12IgnoringEnd
        let tokens = try prompt.greedy(
            model, under: .keepAll(shape: model.shape), count: expected.count)
        #expect(tokens == expected)
    }

    @Test func `32 greedy tokens under an 8-bit plan are the reference's`() throws {
        let expected = reference.greedyUnderPlan
        let tokens = try prompt.greedy(
            model, under: expected.plan.plan(for: model.shape),
            count: expected.tokensIgnoringEnd.count)
        #expect(tokens == expected.tokensIgnoringEnd)
    }

    @Test(
        "token by token agrees with teacher forcing within 2e-3",
        arguments: [
            "tokens=all,key-bits=8,value-bits=8,flush=16",
            "tokens=40+80,key-bits=4+2,value-bits=4+2,window=8,flush=16",
        ])
    func teacherForcing(text: String) throws {
        let plan = try UniformPlan.plan(text, for: model)
        let forced = try prompt.logits(model, under: plan)
        let decoded = try prompt.decodedLogits(model, under: plan)
        for (row, (a, b)) in zip(forced, decoded).enumerated() {
            let worst = worstDifference(a, b)
            #expect(worst.value <= 2e-3, "row \(row), token \(worst.index)")
        }
    }

    @Test("all tokens at 16 bit equal the full cache to the bit, however they are written")
    func fullCache() throws {
        let full = try prompt.logits(model, under: .keepAll(shape: model.shape))
        for text in FullCachePlans.texts {
            let plan = try UniformPlan.plan(text, for: model)
            #expect(try prompt.logits(model, under: plan) == full, "\(text)")
        }
    }
}
