import Engine
import TestSupport
import Testing

@Suite("Runs of answers with the real model", .enabled(if: RealModel.isPresent))
struct RealAnswerRunTests {
    @Test("start at any layer, after any base, with the full run's bits")
    func bases() throws {
        let (reference, model) = try (ReferenceValues.load(), RealModel.load())
        let prompt = ToyPrompt(
            tokens: reference.forward.promptIds, answer: reference.forward.answerIds.long)
        let snapshot = try prompt.snapshot(model)
        let batch = AnswerBatch([.init(snapshot: snapshot, answer: prompt.answer)])
        var plan = try UniformPlan.plan(
            "tokens=40+80,key-bits=4+2,value-bits=4+2,window=8,flush=16", for: model)
        let ranks = try TokenRanks(
            snapshot, retention: plan.retention, workers: model.transformer.workers)
        func run(_ plan: CompressionPlan, after base: AnswerRun?) throws -> AnswerRun {
            try model.transformer.run(batch, under: plan, ranks: [ranks], after: base)
        }
        var inputs = RandomInputs(seed: 1)
        var base = try run(plan, after: nil)
        let last = model.shape.layerCount - 1
        for (layer, head) in [(last, 0), (last / 2, nil), (20, 1), (0, 2), (last, nil)] {
            plan = try plan.changed(layer: layer, head: head, inputs: &inputs)
            base = try run(plan, after: base)
            #expect(base.firstLayer == layer)
            #expect(try base.final.view.array == run(plan, after: nil).final.view.array)
        }
    }
}
