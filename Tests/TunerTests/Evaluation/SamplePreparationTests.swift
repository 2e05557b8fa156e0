import Engine
import TestSupport
import Testing
import Tuner

@Suite("Sample preparation")
struct SamplePreparationTests {
    @Test("forecasts the bytes of what it keeps, with and without column sums")
    func bytes() throws {
        let study = try ToyStudy(tasks: 4)
        for columnSums in [false, true] {
            let preparation = SamplePreparation(
                model: study.model, columnSums: columnSums,
                maxNewTokens: study.selection.maxNewTokens)
            let samples = try preparation.samples(study.selection.tasks) { _, _ in }
            let kept = samples.reduce(0) { $0 + bytes(of: $1) + evaluatorBytes(of: $1, study) }
            #expect(preparation.byteCount(study.selection.tasks) == kept)
        }
    }

    @Test("forecasts the longest answer where the full cache's own serves")
    func ownAnswers() throws {
        let study = try ToyStudy(tasks: 4, withAnswers: false)
        let preparation = SamplePreparation(
            model: study.model, columnSums: false, maxNewTokens: study.selection.maxNewTokens)
        let longest = study.samples.reduce(0) { sum, sample in
            let missing = study.selection.maxNewTokens - sample.reference.tokens
            #expect(missing >= 0)
            return sum + bytes(of: sample) + evaluatorBytes(of: sample, study, more: missing)
                + AnswerReference.byteCount(tokens: missing, shape: study.model.shape)
        }
        #expect(preparation.byteCount(study.selection.tasks) == longest)
    }

    @Test("the reference is the full cache's run over the sample's answer")
    func reference() throws {
        let study = try ToyStudy(tasks: 3)
        for sample in study.samples {
            let fresh = try study.model.transformer.reference(
                sample.snapshot, answer: sample.answer)
            #expect(sample.reference.logits.view.array == fresh.logits.view.array)
            #expect(sample.reference.tokens == sample.answer.count - 1)
        }
    }

    @Test("prompts on disk, kept ones and fresh ones are the same bytes", arguments: [true, false])
    func places(withAnswers: Bool) throws {
        let study = try ToyStudy(tasks: 4, withAnswers: withAnswers)
        let toy = try ToyCache()
        let (tasks, directory) = (study.selection.tasks, try TemporaryDirectory())
        func prepared(limit: ByteCount?, cached: Bool) throws -> (samples: [MeasuredSample], Int) {
            var found = 0
            let samples = try SamplePreparation(
                model: study.model, columnSums: false, maxNewTokens: study.selection.maxNewTokens,
                room: SnapshotRoom(limit: limit, directory: directory.path),
                cache: cached ? toy.open() : nil
            ).samples(tasks) { found = $1 }
            return (samples, found)
        }
        let small = ByteCount(1000)
        for (limit, cached, expected) in [
            (small, false, 0), (small, true, 0), (nil, true, 4), (small, true, 4),
        ] {
            let (samples, found) = try prepared(limit: limit, cached: cached)
            #expect(found == expected)
            for (sample, fresh) in zip(samples, study.samples) {
                #expect(sample.snapshot.arena.array == fresh.snapshot.arena.array)
                #expect(sample.reference.arena.array == fresh.reference.arena.array)
                #expect(sample.answer == fresh.answer && sample.expected == fresh.expected)
            }
        }
        #expect(try toy.names.count == 8 && toy.warnings.isEmpty)
        #expect(try Files.names(in: directory.path).isEmpty)
    }

    /// States of every layer's input and of the last one's output, and a quarter of the full cache.
    private func evaluatorBytes(
        of sample: MeasuredSample, _ study: ToyStudy, more: Int = 0
    ) -> Int {
        let shape = study.model.shape
        let fed = sample.reference.tokens + more
        let full = shape.fullCacheBytes(
            promptTokens: sample.snapshot.tokens.count, newTokens: fed)
        return 4 * (shape.layerCount + 1) * fed * shape.hiddenSize + full.rawValue / 4
    }

    private func bytes(of sample: MeasuredSample) -> Int {
        let prompt = sample.snapshot.layers.reduce(4 * sample.snapshot.lastLogits.count) {
            $0 + 2 * ($1.keys.count + $1.values.count)
                + 4 * ($1.queries.count + $1.columnSums.count)
        }
        let answer = sample.reference.layers.reduce(8 * sample.reference.logSums.count) {
            $0 + 4 * ($1.states.view.count + $1.queries.view.count)
                + 2 * ($1.keys.count + $1.values.count)
        }
        return prompt + answer + 4 * sample.reference.logits.view.count
    }
}
