import Engine
import TestSupport
import Testing
import Tuner

@Suite("Evaluator that has measured before")
struct EvaluatorHistoryTests {
    /// Small enough to stay packed, and too large.
    private static let frames = [
        "tokens=24,key-bits=4,value-bits=4,group=64,kernel=21,window=8,flush=3",
        "tokens=10+20,key-bits=4+2,value-bits=4+2,recent=4,window=0,flush=5",
        "tokens=all,key-bits=8,value-bits=8,scorer=recent,sinks=4,flush=64",
    ]

    @Test(
        "gives the bits of one that has not, with any number of threads, whatever it keeps",
        arguments: 1...3, [Evaluator.defaultKeptShare, 1])
    func history(threads: Int, keptShare: Int) throws {
        let study = try ToyStudy(tasks: 60, words: 10...20, threads: threads)
        let rows = study.samples.reduce(0) { $0 + $1.answer.count - 1 }
        #expect(rows > 256, "more than one batch")
        var evaluator = Evaluator(study.samples, model: study.model, keptShare: keptShare)
        var inputs = RandomInputs(seed: threads)
        for text in Self.frames + Self.frames.reversed() {
            var plan = try study.plan(text)
            for place in [2, 1, 0, 2] {
                var fresh = Evaluator(study.samples, model: study.model)
                #expect(try evaluator.quality(of: plan) == fresh.quality(of: plan), "\(text)")
                plan = try plan.changed(layer: place, head: place % 2, inputs: &inputs)
            }
            #expect(try evaluator.quality(of: plan) == evaluator.quality(of: plan))
        }
    }

    @Test("a copy is not touched by what the other measures")
    func copies() throws {
        let study = try ToyStudy(tasks: 4)
        var inputs = RandomInputs(seed: 5)
        let plan = try study.plan(Self.frames[0])
        let changed = try plan.changed(layer: 1, head: 0, inputs: &inputs)
        var one = Evaluator(study.samples, model: study.model)
        let expected = try one.quality(of: plan)
        var other = one
        let changedQuality = try other.quality(of: changed)
        #expect(try one.quality(of: plan) == expected)
        #expect(try one.quality(of: changed) == changedQuality)
        #expect(changedQuality != expected, "a change that changes nothing proves nothing")
    }
}
