import Engine
import TestSupport
import Testing
import Tuner

@Suite("Plan search")
struct PlanSearchTests {
    private static let study = Result { try ToyStudy(tasks: 9) }

    private static func search(
        _ budget: SearchBudget, granularity: Granularity = .head, trials: Int = 40,
        seed: UInt64 = 1, threads: Int = 1, stopAfter: Int = .max,
        inUse: CompressionPlan? = nil, without: Set<SearchStep> = []
    ) throws -> PlanSearch {
        let study = try study.get()
        let model =
            try threads == 1
            ? study.model
            : LanguageModel(path: study.directory.path + "/toy.gguf", threads: threads)
        let heard = Heard()
        var search = try PlanSearch(
            Evaluator(study.samples, model: model), model: model, budget: budget,
            granularity: granularity, trials: trials, seed: seed,
            steps: Set(SearchStep.allCases).subtracting(without),
            monitor: SearchMonitor(
                hear: { if case .trial = $0 { heard.trials += 1 } },
                shouldStop: { heard.trials >= stopAfter }))
        try search.run(inUse: inUse)
        #expect(heard.trials == search.trials.count)
        return search
    }

    /// Counts trials; a class because two closures share it.
    private final class Heard {
        var trials = 0
    }

    @Test("every trial is within the budget, and none comes twice", arguments: [3, 5])
    func budget(parts: Int) throws {
        let study = try Self.study.get()
        let budget = study.budget(oneOf: parts)
        let search = try Self.search(budget)
        #expect((20.0...41.0).contains(search.evaluations))
        #expect(Double(search.trials.count) <= search.evaluations)
        #expect(Set(search.trials.map(\.plan)).count == search.trials.count)
        for trial in search.trials {
            let bytes = trial.plan.bytes(
                shape: study.model.shape, promptTokens: budget.context,
                newTokens: budget.maxNewTokens)
            #expect(trial.bytes == bytes.rawValue)
            #expect(trial.bytes <= budget.perSequence || trial.origin == .baseline)
            #expect(trial.losses.count == 9)
        }
    }

    @Test("every stage proposes plans that are measured", arguments: [2, 3, 6])
    func stages(parts: Int) throws {
        let search = try Self.search(Self.study.get().budget(oneOf: parts))
        #expect(
            Set(search.trials.map(\.origin))
                == [.uniform, .baseline, .knapsack, .exchange, .refined])
    }

    @Test("starts with uniform plans, and the winner is not worse than the best of them")
    func winner() throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let search = try Self.search(budget)
        let origins = search.trials.map(\.origin)
        #expect(origins.first == .uniform)
        #expect(Set(origins).isSuperset(of: [.uniform, .baseline, .knapsack, .exchange]))
        let (best, uniform) = (try #require(search.best), try #require(search.bestUniform))
        #expect(best.loss == search.feasible.map(\.loss).min())
        #expect(best.bytes <= budget.perSequence)
        #expect(best.loss <= uniform.loss)
        let text = try #require(uniform.uniform)
        #expect(try text.plan(for: Self.study.get().model.shape) == uniform.plan)
    }

    @Test("all tokens at 8, 4 and 2 bits are measured and win only where they fit")
    func allTokens() throws {
        let study = try Self.study.get()
        let budget = study.budget(oneOf: 4)
        let search = try Self.search(budget)
        let baselines = try Baseline.keepingAll(bits: [8, 4, 2], shape: study.model.shape)
        for baseline in baselines {
            let trial = try #require(search.trials.first { $0.plan == baseline.plan })
            #expect(trial.origin == .baseline)
            #expect(trial.bytes > budget.perSequence)
            #expect(!search.feasible.contains { $0.plan == baseline.plan })
        }
        let tight = try #require(search.best)
        #expect(search.trials.contains { $0.origin == .baseline && $0.loss < tight.loss })
        let generous = try Self.search(study.budget(bytes: baselineBytes(baselines[0])))
        #expect(generous.feasible.contains { $0.plan == baselines[0].plan })
    }

    private func baselineBytes(_ baseline: Baseline) throws -> Int {
        let study = try Self.study.get()
        return study.budget(bytes: 0).bytes(of: baseline.plan, shape: study.model.shape)
    }

    @Test("PyramidKV's split fills the budget and gives the first layers more")
    func pyramid() throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let search = try Self.search(budget)
        let pyramid = try #require(search.baselines.first { $0.name == "PyramidKV's split" })
        let tokens = pyramid.plan.layers.map { $0[0].tiers[0].tokens }
        #expect(try #require(tokens.first) > #require(tokens.last))
        #expect(tokens == tokens.sorted(by: >))
        let trial = try #require(search.trials.first { $0.plan == pyramid.plan })
        #expect(trial.bytes <= budget.perSequence)
        #expect(trial.bytes > budget.perSequence * 9 / 10)
    }

    @Test("a plan in use is a trial like any other, and the result is not worse")
    func inUse() throws {
        let study = try Self.study.get()
        let budget = study.budget(oneOf: 4)
        let first = try Self.search(budget)
        let plan = try #require(first.best?.plan)
        let again = try Self.search(budget, trials: 6, inUse: plan)
        #expect(again.trials.contains { $0.plan == plan && $0.origin == .baseline })
        #expect(try #require(again.best).loss <= #require(first.best).loss)
    }

    @Test(
        "layers and heads alone cost a tenth of the evaluations at most, and the best plan changes")
    func gains() throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let (search, other) = (
            try Self.search(budget), try Self.search(budget, without: [.gains])
        )
        let spent = search.evaluations - Double(search.trials.count)
        let screened = other.evaluations - Double(other.trials.count)
        #expect(spent > screened && spent <= screened + 4)
        let drawn = [search, other].map { $0.trials.filter { $0.origin == .refined }.map(\.plan) }
        #expect(drawn[0] != drawn[1])
    }

    @Test("losses are what the evaluator measures")
    func losses() throws {
        let study = try Self.study.get()
        let search = try Self.search(study.budget(oneOf: 4))
        var evaluator = Evaluator(study.samples, model: study.model)
        for trial in search.trials {
            #expect(try evaluator.quality(of: trial.plan).map(\.kl) == trial.losses)
        }
    }

    @Test("the same seed gives the same trials with any number of threads", arguments: [1, 2, 3])
    func determinism(threads: Int) throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let (first, again) = (
            try Self.search(budget), try Self.search(budget, threads: threads)
        )
        #expect(first.trials.map(\.plan) == again.trials.map(\.plan))
        #expect(first.trials.map(\.losses) == again.trials.map(\.losses))
    }

    @Test("another seed changes only what is drawn")
    func seeds() throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let searches = try [1, 2].map { try Self.search(budget, seed: $0) }
        let drawn = searches.map {
            $0.trials.filter { [.refined, .exchange].contains($0.origin) }.map(\.plan)
        }
        let fixed = searches.map {
            $0.trials.filter { [.uniform, .knapsack].contains($0.origin) }.map(\.plan)
        }
        #expect(drawn[0] != drawn[1])
        #expect(fixed[0] == fixed[1])
    }

    @Test("stops when it is told to", arguments: [1, 9, 13])
    func stops(after: Int) throws {
        let search = try Self.search(Self.study.get().budget(oneOf: 4), stopAfter: after)
        #expect(search.trials.count == after)
    }

    @Test("ends where all plans that treat heads alike were measured")
    func exhausted() throws {
        let budget = try Self.study.get().budget(oneOf: 4)
        let search = try Self.search(budget, granularity: .model, trials: 2000)
        #expect(search.stopped == .exhausted)
        for trial in search.trials { #expect(Set(trial.plan.layers.joined()).count == 1) }
        let few = try Self.search(budget, granularity: .model, trials: 40)
        #expect(few.stopped == .trials)
        let counts = [search, few].map { $0.trials.count { $0.origin == .uniform } }
        // 18 patterns of tiers x 2 flushes x 4 rankings x 1 window at least, but for those too large.
        #expect(counts[0] > 100 && counts[1] > 20)
    }

    @Test(
        "rankings are probed with new tokens quantized where they would take half of the budget",
        arguments: [(parts: 3, flush: 64), (parts: 1, flush: 8)])
    func probedFlush(parts: Int, flush: Int) throws {
        let study = try Self.study.get()
        let plan = try study.plan("tokens=8,key-bits=2,value-bits=2,group=64")
        let (all, without) = (
            study.budget(bytes: 0).bytes(of: plan, shape: study.model.shape),
            plan.bytes(
                shape: study.model.shape, promptTokens: study.selection.context, newTokens: 0
            ).rawValue
        )
        let search = try Self.search(
            study.budget(bytes: all + (all - without) * parts / 2), stopAfter: 1)
        #expect(search.trials.map(\.plan.flush) == [flush])
    }

    @Test("where few tokens fit, rankings are chosen by what plans of more tokens lose")
    func rankingsOfTightBudgets() throws {
        let study = try ToyStudy(tasks: 5, words: 150...160)
        let (shape, tokens) = (study.model.shape, study.selection.context / 16)
        #expect((20..<64).contains(tokens))
        func text(_ tokens: Int) -> String {
            "tokens=\(tokens),key-bits=4,value-bits=4,group=64,flush=4"
        }
        let bytes = try study.budget(bytes: 0).bytes(of: study.plan(text(tokens / 2)), shape: shape)
        let budget = study.budget(bytes: bytes)
        let wide = try UniformPlan(text: text(tokens))
        let retentions = try FrameGrid.retentions()
        var screen = Evaluator(Array(study.samples.prefix(3)), model: study.model)
        let losses = try retentions.map { retention in
            let plan = try UniformPlan(
                head: wide.head, retention: retention, window: 0,
                flush: budget.flushes(for: shape)[0])
            return Statistics.mean(try screen.losses(of: plan.plan(for: shape)))
        }
        let order = losses.indices.sorted { losses[$0] < losses[$1] }
        var search = try PlanSearch(
            Evaluator(study.samples, model: study.model), model: study.model, budget: budget,
            granularity: .head, trials: 200, seed: 1,
            monitor: SearchMonitor(hear: { _ in }, shouldStop: { false }))
        try search.run()
        let knapsacks = search.trials.filter { $0.origin == .knapsack }
        #expect(!knapsacks.isEmpty)
        #expect(
            Set(knapsacks.map(\.plan.retention))
                .isSubset(of: Set(order.prefix(4).map { retentions[$0] })))
    }

    @Test("a search that was told to stop at once still measures one candidate")
    func stopsAtOnce() throws {
        let search = try Self.search(Self.study.get().budget(oneOf: 4), stopAfter: 0)
        #expect(search.trials.count == 1)
    }

    @Test("layers are treated as one where that is asked for")
    func layers() throws {
        let search = try Self.search(Self.study.get().budget(oneOf: 4), granularity: .layer)
        for trial in search.trials {
            #expect(trial.plan.layers.allSatisfy { Set($0).count == 1 })
        }
        #expect(search.trials.contains { Set($0.plan.layers).count > 1 })
    }

    @Test(
        "a budget that hardly anything fits is searched all the same",
        arguments: [0, 100, 200, 400, 800])
    func tightBudget(spare: Int) throws {
        let study = try Self.study.get()
        let smallest = try study.plan("tokens=8,key-bits=2,value-bits=2,group=64")
        let bytes = study.budget(bytes: 0).bytes(of: smallest, shape: study.model.shape) + spare
        let search = try Self.search(study.budget(bytes: bytes))
        #expect(search.trials.contains { $0.origin != .uniform })
        #expect(search.trials.allSatisfy { $0.bytes <= bytes || $0.origin == .baseline })
    }
}
