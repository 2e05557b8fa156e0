import Engine
import TestSupport
import Testing
import Tuner

@Suite("Benchmark")
struct BenchmarkTests {
    @Test("makes as many runs as it says before", arguments: BenchmarkSection.allCases)
    func runs(section: BenchmarkSection) throws {
        let directory = try TemporaryDirectory()
        let model = try LanguageModel(path: ToyModel().write(to: directory), threads: 2)
        let benchmark = Benchmark(
            model,
            request: BenchmarkRequest(
                shape: model.shape, sections: [section], repetitions: 1, prefillTokens: [5, 30],
                decodeTokens: [9], attentionBytes: ByteCount(1 << 18)))
        var runs = 0
        let result = try benchmark.run { runs += 1 }
        #expect(runs == benchmark.runs)
        #expect(result.peakResident.rawValue > 0)
        #expect(!result.lines.isEmpty)
    }

    @Test("prompts are those of Benchmarks/seeded_tokens.py")
    func sameTokens() {
        var prompt = SeededGenerator(seed: 0, generation: 512, ordinal: 0)
        #expect(
            (0..<4).map { _ in prompt.int(below: 49152) } == [2858, 7037, 30650, 21136])
        var answer = SeededGenerator(seed: 5, generation: 3, ordinal: -2)
        #expect((0..<3).map { _ in answer.int(below: 7) } == [5, 4, 3])
    }
}
