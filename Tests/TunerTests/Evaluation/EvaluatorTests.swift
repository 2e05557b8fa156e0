import Engine
import TestSupport
import Testing
import Tuner

@Suite("Evaluator")
struct EvaluatorTests {
    private static let plans = [
        "tokens=24,key-bits=4,value-bits=4,group=64,kernel=21,window=8",
        "tokens=16+40,key-bits=8+2,value-bits=4+2,flush=3",
        "tokens=all,key-bits=2,value-bits=2,scorer=recent,sinks=4",
    ]

    @Test("the full cache has no divergence and agrees with itself")
    func keepAll() throws {
        let study = try ToyStudy(tasks: 5)
        var evaluator = Evaluator(study.samples, model: study.model)
        let full = try evaluator.fullQuality()
        let kept = try evaluator.quality(of: .keepAll(shape: study.model.shape))
        #expect(kept == full)
        #expect(kept.allSatisfy { $0.kl == 0 && $0.agreement == 1 && $0.nll > 0 })
        let all = try evaluator.quality(
            of: study.plan("tokens=all,key-bits=16,value-bits=16,flush=2"))
        #expect(all.allSatisfy { $0.kl < 1e-6 && $0.agreement == 1 })
    }

    @Test("quality is that of the logits, computed slowly", arguments: plans)
    func reference(text: String) throws {
        let study = try ToyStudy(tasks: 4)
        var evaluator = Evaluator(study.samples, model: study.model)
        let plan = try study.plan(text)
        let found = try evaluator.quality(of: plan)
        for (sample, found) in zip(study.samples, found) {
            let full = try Self.logits(sample, .keepAll(shape: study.model.shape), study.model)
            let changed = try Self.logits(sample, plan, study.model)
            let targets = sample.answer.dropFirst()
            let rows = zip(zip(full, changed), targets).map { pair, target in
                let (p, q) = pair
                return (
                    kl: SlowKernels.divergence(p, from: q),
                    nll: SlowKernels.exactLogSumExp(q) - Double(q[target]),
                    agrees: p.firstIndex(of: p.max() ?? 0) == q.firstIndex(of: q.max() ?? 0)
                )
            }
            let count = Double(rows.count)
            let bound = rows.reduce(0) { $0 + $1.kl.bound } / count
            #expect(abs(found.kl - rows.reduce(0) { $0 + $1.kl.value } / count) <= bound)
            #expect(found.kl > 1e-4, "a plan that changes something")
            #expect(abs(found.nll - rows.reduce(0) { $0 + $1.nll } / count) < 1e-5)
            #expect(found.agreement == Double(rows.count { $0.agrees }) / count)
        }
    }

    @Test("a sample gets the same bits alone as among many", arguments: plans)
    func batches(text: String) throws {
        let study = try ToyStudy(tasks: 60, words: 10...20)
        let rows = study.samples.reduce(0) { $0 + $1.answer.count - 1 }
        #expect(rows > 256, "more than one batch")
        let plan = try study.plan(text)
        var together = Evaluator(study.samples, model: study.model)
        let (qualities, scores) = (
            try together.quality(of: plan), try together.scores(of: plan, maxNewTokens: 6)
        )
        for index in [0, 20, 50, 59] {
            var alone = Evaluator([study.samples[index]], model: study.model)
            #expect(try alone.quality(of: plan) == [qualities[index]])
            #expect(try alone.scores(of: plan, maxNewTokens: 6) == [scores[index]])
        }
    }

    @Test("threads do not matter")
    func threads() throws {
        let study = try ToyStudy(tasks: 6)
        let other = try LanguageModel(path: study.directory.path + "/toy.gguf", threads: 3)
        var (one, three) = (
            Evaluator(study.samples, model: study.model),
            Evaluator(study.samples, model: other)
        )
        for text in Self.plans {
            #expect(
                try one.quality(of: study.plan(text)) == three.quality(of: study.plan(text)))
        }
    }

    @Test("scores are the metric's of what the model writes")
    func scores() throws {
        let study = try ToyStudy(tasks: 6)
        var evaluator = Evaluator(study.samples, model: study.model)
        for plan in [try study.plan(Self.plans[0]), try .keepAll(shape: study.model.shape)] {
            let expected = try study.samples.map { sample in
                let text = try study.model.generate(
                    tokens: sample.snapshot.tokens, plan: plan, maxNewTokens: 12,
                    ignoringEnd: false
                ).text
                return sample.task.scoring.score(text, expected: sample.expected)
            }
            #expect(try evaluator.scores(of: plan, maxNewTokens: 12) == expected)
        }
    }

    @Test("a task without answers is measured against the full cache's own, which scores 1")
    func ownAnswers() throws {
        let study = try ToyStudy(tasks: 4, withAnswers: false)
        var evaluator = Evaluator(study.samples, model: study.model)
        let scores = try evaluator.fullScores(maxNewTokens: study.selection.maxNewTokens)
        #expect(scores == [1, 1, 1, 1])
        #expect(study.samples.allSatisfy { $0.answer.last == study.model.tokenizer.endOfTurnToken })
    }

    @Test("a measurement's bytes are the formula's and the allocator's, its figures the samples'")
    func measurement() throws {
        let study = try ToyStudy(tasks: 5)
        var evaluator = Evaluator(study.samples, model: study.model)
        let plan = try study.plan(Self.plans[1])
        let measured = try evaluator.measure(
            plan, context: 150, maxNewTokens: 20, generating: false)
        let bytes = plan.bytes(shape: study.model.shape, promptTokens: 150, newTokens: 20)
        #expect(measured.bytes == bytes && measured.allocatedBytes == bytes)
        #expect(measured.scores == nil && measured.score == nil)
        let losses = measured.samples.map(\.kl)
        #expect(losses[measured.worst] == losses.max())
        #expect(measured.kl <= measured.kl90 || measured.kl90 < losses[measured.worst])
        let full = try evaluator.measureFull(context: 150, maxNewTokens: 20, generating: true)
        #expect(full.bytes == study.model.shape.fullCacheBytes(promptTokens: 150, newTokens: 20))
        #expect(full.scores?.count == 5)
    }

    @Test("another model's plan is refused")
    func otherModel() throws {
        let study = try ToyStudy(tasks: 1)
        var evaluator = Evaluator(study.samples, model: study.model)
        let plan = try UniformPlan(text: Self.plans[0]).plan(for: ToyProfile.shape)
        #expect(throws: PlanError.self) {
            try evaluator.measure(plan, context: 150, maxNewTokens: 20, generating: false)
        }
    }

    @Test("more memory than allowed is refused with both numbers")
    func memory() throws {
        let memory = MemoryGuard(limit: ByteCount(1000))
        try memory.check(ByteCount(1000), for: "2 prefilled prompts")
        let error = try #require(throws: MachineError.self) {
            try memory.check(ByteCount(1001), for: "2 prefilled prompts")
        }
        #expect(error.description.contains("1001") && error.description.contains("1000"))
        #expect(error.exitStatus == .machineTooSmall)
        #expect(throws: MachineError.self) {
            try MemoryGuard(limit: nil).check(ByteCount(1 << 60), for: "a prompt")
        }
    }

    private static func logits(
        _ sample: MeasuredSample, _ plan: CompressionPlan, _ model: LanguageModel
    ) throws -> [[Float]] {
        let ranks = try TokenRanks(
            sample.snapshot, retention: plan.retention, workers: model.transformer.workers)
        let rows = try model.transformer.logits(
            AnswerBatch([.init(snapshot: sample.snapshot, answer: sample.answer)]), under: plan,
            ranks: [ranks])
        return (0..<rows.count).map { rows[$0].array }
    }
}
