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

    private static let plans = [
        "tokens=all,key-bits=16,value-bits=16",
        "tokens=all,key-bits=8,value-bits=8,flush=16",
        "tokens=all,key-bits=5,value-bits=3,group=64,flush=16",
        "tokens=all,key-bits=4,value-bits=4,keys=per-token,flush=16",
        "tokens=40+80,key-bits=4+2,value-bits=4+2,window=8,flush=16",
    ]

    @Test("token by token in float32 equals teacher forcing to the bit", arguments: plans)
    func teacherForcing(text: String) throws {
        let plan = try UniformPlan.plan(text, for: model)
        #expect(
            try prompt.logits(model, under: plan) == prompt.decodedLogits(model, under: plan))
    }

    /// Over the same cache.
    ///
    /// In some steps a key or value of the new token lies so near the middle of two halves that another order of the same sums stores the other one; float32 linears alone then move
    /// logits by up to 3e-3 here, and nothing but the same order can do better.
    @Test("a step from codes agrees with teacher forcing within 2e-3", arguments: plans)
    func fromCodes(text: String) throws {
        let plan = try UniformPlan.plan(text, for: model)
        let forced = try prompt.logits(model, under: plan)
        let differences = try [0, 1, 15, 16, 17, 40, forced.count - 1].map { index in
            worstDifference(try prompt.decodedStep(index, model, under: plan), forced[index]).value
        }.sorted()
        #expect(differences[3] <= 2e-3, "median of \(differences)")
        #expect(differences[6] <= 1e-2, "worst of \(differences)")
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
