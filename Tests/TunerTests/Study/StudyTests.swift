import Engine
import TestSupport
import Testing
import Tuner

@Suite("Study")
struct StudyTests {
    private static let toy = Result { try ToyStudy(tasks: 9) }
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/search.study" }

    init() throws { directory = try TemporaryDirectory() }

    private func fingerprint(
        model: String = "m", tasks: Int = 9, granularity: Granularity = .head, context: Int = 100,
        kernels: String = "k"
    ) throws -> StudyFingerprint {
        StudyFingerprint(
            modelHash: model, calibrationHash: "c",
            samples: Array(try Self.toy.get().selection.tasks.prefix(tasks)),
            granularity: granularity, context: context, maxNewTokens: 16, kernels: kernels)
    }

    private func open(
        _ fingerprint: StudyFingerprint, anyKernels: Bool = false
    ) throws -> Study {
        try Study(
            path: path, fingerprint: fingerprint, shape: Self.toy.get().model.shape,
            anyKernels: anyKernels)
    }

    @Test("gives back to the last bit what was measured, after it was closed")
    func measurements() throws {
        let toy = try Self.toy.get()
        let plans = try ["tokens=8,key-bits=2,value-bits=2", "tokens=16,key-bits=4,value-bits=3"]
            .map { try toy.plan($0) }
        var measured: [[SampleQuality]] = []
        var scores: [[Double]] = []
        do {
            let study = try open(fingerprint())
            var evaluator = Evaluator(
                toy.samples, model: toy.model,
                recorded: try RecordedSamples(toy.samples, in: study))
            measured = try plans.map { try evaluator.quality(of: $0) }
            scores = try plans.map { try evaluator.scores(of: $0, maxNewTokens: 4) }
        }
        let study = try open(fingerprint())
        let numbers = try RecordedSamples(toy.samples, in: study).numbers
        for (plan, (qualities, scores)) in zip(plans, zip(measured, scores)) {
            #expect(try study.qualities(of: plan, on: numbers) == qualities)
            #expect(try study.qualities(of: plan, on: [numbers[3]]) == [qualities[3]])
            #expect(try study.scores(of: plan, on: numbers, maxNewTokens: 4) == scores)
            #expect(try study.scores(of: plan, on: numbers, maxNewTokens: 5) == nil)
            #expect(try study.qualities(of: plan, on: numbers + [1000]) == nil)
        }
        #expect(try study.shape() == toy.model.shape)
    }

    @Test("an evaluator believes the study and runs nothing again")
    func believed() throws {
        let toy = try Self.toy.get()
        let study = try open(fingerprint())
        let recorded = try RecordedSamples(toy.samples, in: study)
        let plan = try toy.plan("tokens=8,key-bits=2,value-bits=2")
        let invented = toy.samples.indices.map { index in
            SampleQuality(kl: Double(index), nll: .infinity, agreement: 0.5)
        }
        try study.record(invented, of: plan, on: recorded.numbers)
        var evaluator = Evaluator(toy.samples, model: toy.model, recorded: recorded)
        #expect(try evaluator.quality(of: plan) == invented)
    }

    @Test("remembers what could not be run as infinitely bad, and it is not tried again")
    func failures() throws {
        let toy = try Self.toy.get()
        var broken = ToyModel()
        broken.keyFactor = 1e6
        let model = try LanguageModel(
            path: broken.write(to: toy.directory, name: "broken.gguf"), threads: 1)
        let study = try open(fingerprint())
        let recorded = try RecordedSamples(toy.samples, in: study)
        let plan = try toy.plan("tokens=8,key-bits=2,value-bits=2")
        var evaluator = Evaluator(toy.samples, model: model, recorded: recorded)
        #expect(throws: InferenceError.self) { try evaluator.quality(of: plan) }
        let infinite = toy.samples.map { _ in Double.infinity }
        #expect(try evaluator.losses(of: plan) == infinite)
        #expect(try study.qualities(of: plan, on: recorded.numbers)?.map(\.kl) == infinite)
        // The right model would run it.
        var other = Evaluator(toy.samples, model: toy.model, recorded: recorded)
        #expect(try other.losses(of: plan) == infinite)
    }

    @Test(
        "of another question is refused, the difference named",
        arguments: ["model", "search samples", "granularity", "context"])
    func different(part: String) throws {
        _ = try open(fingerprint())
        let other =
            switch part {
            case "model": try fingerprint(model: "other")
            case "search samples": try fingerprint(tasks: 8)
            case "granularity": try fingerprint(granularity: .layer)
            default: try fingerprint(context: 101)
            }
        let error = try #require(throws: StudyError.self) { try open(other) }
        #expect(error.exitStatus == .badStudy)
        #expect(error.description.contains("with \(part) "), "\(error)")
        _ = try open(fingerprint())
    }

    @Test("that other kernels measured goes on only where that is asked for")
    func kernels() throws {
        _ = try open(fingerprint())
        let error = try #require(throws: StudyError.self) {
            try open(fingerprint(kernels: "other"))
        }
        #expect(error == .otherKernels(path: path, found: "k", expected: "other"))
        _ = try open(fingerprint(kernels: "other"), anyKernels: true)
        #expect(try fingerprint().hexadecimal == fingerprint(kernels: "other").hexadecimal)
    }

    @Test("that is open is busy for everybody else")
    func busy() throws {
        let study = try open(fingerprint())
        let error = try #require(throws: StudyError.self) { try open(fingerprint()) }
        #expect(error == .busy(path: path) && error.exitStatus == .badStudy)
        #expect(throws: StudyError.busy(path: path)) { try Study(existing: path) }
        withExtendedLifetime(study) {}
    }

    @Test("other files are refused and left as they are")
    func otherFiles() throws {
        let text = try directory.write(Array("{\"a\": 1}".utf8), as: "text")
        let half = try directory.write(Array("SQLite format 3\0 and nothing more".utf8), as: "half")
        for file in [text, half] {
            let before = try Files.text(file)
            let error = try #require(throws: StudyError.self) { try Study(existing: file) }
            #expect(error.exitStatus == .badFile, "\(error)")
            #expect(try Files.text(file) == before)
        }
        #expect(throws: TextFileError.self) { try Study(existing: path) }
        #expect(throws: TextFileError.self) { try Study(existing: directory.path) }
        let empty = try directory.write([], as: "empty")
        #expect(throws: StudyError.empty(path: empty)) { try Study(existing: empty) }
    }

    @Test("every cut of a study opens or is refused, and never stops the program")
    func cut() throws {
        let toy = try Self.toy.get()
        do {
            let study = try open(fingerprint())
            let recorded = try RecordedSamples(toy.samples, in: study)
            var evaluator = Evaluator(toy.samples, model: toy.model, recorded: recorded)
            _ = try evaluator.quality(of: toy.plan("tokens=8,key-bits=2,value-bits=2"))
        }
        let bytes = try Files.bytes(path)
        for part in 0..<32 {
            let file = try directory.write(
                Array(bytes[..<(bytes.count * part / 32)]), as: "cut \(part)")
            do {
                let study = try Study(existing: file)
                _ = try study.shape()
                _ = try study.evaluations()
            } catch let error as any UserError {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
