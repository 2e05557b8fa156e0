internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("tune evaluate")
struct EvaluateTests {
    private static let keys = [
        "samples", "skipped", "bytes", "allocated_bytes", "kernels", "kl", "kl_interval", "kl_p90",
        "kl_worst", "nll", "agreement", "full", "per_sample",
    ]
    private static let scoreKeys = ["score", "score_difference", "lost"]
    private static let plans = [
        "tokens=24,key-bits=4,value-bits=4,group=64,kernel=21",
        "tokens=16+40,key-bits=8+2,value-bits=4+2,window=8",
    ]

    private let files: ToyFiles

    init() throws { files = try ToyFiles(tasks: 4) }

    private func evaluate(_ line: String, tasks: String? = nil) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(
            ["evaluate", "--model", files.model, "--calibration", tasks ?? files.tasks]
                + line.split(separator: " ").map(String.init))
    }

    /// A profile of the toy model with four tokens in 16 bit for every head.
    private func profile(named name: String) throws -> Profile {
        let model = try LanguageModel(path: files.model, threads: 1)
        let toy = try ToyProfile.make()
        let profile = try Profile(
            model: ModelFingerprint(
                architecture: "llama", shape: model.shape,
                sha256: ModelHash.sha256(of: model.file)),
            budget: toy.budget,
            plan: UniformPlan(text: "tokens=4,key-bits=16,value-bits=16").plan(for: model.shape),
            quality: toy.quality, provenance: toy.provenance)
        try profile.write(to: files.path(name))
        return profile
    }

    @Test("prints plans and then profiles, each in the order given, one line each")
    func order() throws {
        _ = try profile(named: "a.json")
        _ = try profile(named: "b.json")
        let outcome = try evaluate(
            "--json --profile \(files.path("b.json")) --plan \(Self.plans[0])"
                + " --profile \(files.path("a.json")) --plan \(Self.plans[1])")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
        let names = try lines.map { line in
            let fields = try ToyFiles.result(
                line, keys: Self.keys + Self.scoreKeys, optional: ["plan", "profile"])
            return try fields.string(fields.contains("plan") ? "plan" : "profile")
        }
        #expect(names == Self.plans + [files.path("b.json"), files.path("a.json")])
    }

    @Test("a line's figures are those of its samples and of the full cache")
    func figures() throws {
        let outcome = try evaluate("--json --plan \(Self.plans[0])")
        let fields = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys + Self.scoreKeys + ["plan"])
        let bytes = try fields.int("bytes")
        #expect(try bytes == fields.int("allocated_bytes") && bytes < files.fullBytes)
        #expect(try fields.int("samples") == 4 && fields.int("skipped") == 0)
        let full = try fields.object("full", keys: ["bytes", "nll", "score"])
        #expect(try full.int("bytes") == files.fullBytes)
        let samples = try fields.array("per_sample").map {
            try $0.object(keys: ["id", "kl", "nll", "agreement", "score"])
        }
        #expect(try samples.map { try $0.string("id") } == (0..<4).map { "task \($0)" })
        for key in ["kl", "nll", "agreement", "score"] {
            let mean = try Statistics.mean(samples.map { try $0.double(key) })
            #expect(try abs(fields.double(key) - mean) < 1e-12, "\(key)")
        }
        let worst = try fields.object("kl_worst", keys: ["id", "kl"])
        #expect(try worst.double("kl") == samples.map { try $0.double("kl") }.max())
        #expect(try fields.double("kl_p90") <= worst.double("kl") && fields.double("kl") > 0)
    }

    @Test("the full cache as a plan loses nothing")
    func keepAll() throws {
        let outcome = try evaluate("--json --plan tokens=all,key-bits=16,value-bits=16")
        let fields = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys + Self.scoreKeys + ["plan"])
        #expect(try fields.double("kl") == 0 && fields.double("agreement") == 1)
        #expect(try fields.int("bytes") == files.fullBytes)
        let full = try fields.object("full", keys: ["bytes", "nll", "score"])
        #expect(try full.double("nll") == fields.double("nll"))
        #expect(try full.double("score") == fields.double("score"))
    }

    @Test("--no-score leaves scores out")
    func noScore() throws {
        let outcome = try evaluate("--json --no-score --plan \(Self.plans[1])")
        let fields = try ToyFiles.result(outcome.standardOutput, keys: Self.keys + ["plan"])
        _ = try fields.object("full", keys: ["bytes", "nll"])
        for sample in try fields.array("per_sample") {
            _ = try sample.object(keys: ["id", "kl", "nll", "agreement"])
        }
    }

    @Test("the table names every plan below the full cache")
    func table() throws {
        let outcome = try evaluate("--plan \(Self.plans[0]) --plan \(Self.plans[1])")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let lines = outcome.standardOutput.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("4 samples, bytes for "))
        #expect(lines[2].hasSuffix("full cache"))
        #expect(lines[3].hasSuffix(Self.plans[0]) && lines[4].hasSuffix(Self.plans[1]))
    }

    @Test("the context is what bytes are counted for; longer tasks are counted and named")
    func skipped() throws {
        let tasks = try files.directory.write(
            Array(
                (ToyTasks.lines(2, words: 5...6)
                    + "{\"prompt\": \"\(String(repeating: "ab", count: 60))\", \"id\": \"long\"}")
                    .utf8), as: "mixed.jsonl")
        let line = "--json --context 64 --max-new-tokens 16 --plan \(Self.plans[0])"
        let outcome = try evaluate(line, tasks: tasks)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let fields = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys + Self.scoreKeys + ["plan"])
        #expect(try fields.int("samples") == 2 && fields.int("skipped") == 1)
        #expect(outcome.standardError.contains("left out long: its prompt has 120 tokens"))
        let shape = try LanguageModel(path: files.model, threads: 1).shape
        let bytes = try UniformPlan(text: Self.plans[0]).plan(for: shape).bytes(
            shape: shape, promptTokens: 64, newTokens: 16)
        #expect(try fields.int("bytes") == bytes.rawValue)
        let strict = try evaluate(line + " --strict", tasks: tasks)
        #expect(strict.status == 3)
        #expect(strict.standardError.contains("mixed.jsonl:3:1: found a task that cannot be"))
        #expect(strict.standardOutput.isEmpty)
    }

    @Test(
        "what cannot be done ends with the status of its cause",
        arguments: [
            ("--context 513", Int32(2), "found --context 513"),
            ("--profile /nonexistent", 3, "/nonexistent"),
            ("--calibration /nonexistent", 3, "/nonexistent"),
        ])
    func refused(line: String, status: Int32, message: String) throws {
        let outcome = try evaluate("--plan \(Self.plans[0]) " + line)
        #expect(outcome.status == status, "\(outcome.standardError)")
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("another model's profile is refused")
    func otherModel() throws {
        let path = files.path("other.json")
        try ToyProfile.make().write(to: path)
        let outcome = try evaluate("--profile \(path)")
        #expect(outcome.status == 3, "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("h2o ranks by column sums, and threads do not matter")
    func threads() throws {
        let line = "--json --plan tokens=24,key-bits=4,value-bits=4,scorer=h2o,recent=8"
        let outputs = try [1, 2, 3].map { try evaluate(line + " --threads \($0)").standardOutput }
        #expect(!outputs[0].isEmpty && Set(outputs).count == 1)
    }

    @Test(
        "measures a plan of the demo model on generated tasks, as JSON and as a table",
        .enabled(if: RealModel.isPresent))
    func realModel() throws {
        let model = try #require(RealModel.path)
        let tasks = files.path("real.jsonl")
        let sampled = try BuiltProgram.run([
            "sample", "--model", model, "--output", tasks, "--count", "4", "--context", "400",
            "--seed", "5",
        ])
        #expect(sampled.status == 0, "\(sampled.standardError)")
        let plan = "tokens=256,key-bits=4,value-bits=4,group=64,scorer=snapkv,kernel=21"
        let arguments = ["evaluate", "--model", model, "--calibration", tasks, "--plan", plan]
        let json = try BuiltProgram.run(arguments + ["--json"])
        #expect(json.status == 0, "\(json.standardError)")
        let fields = try ToyFiles.result(
            json.standardOutput, keys: Self.keys + Self.scoreKeys + ["plan"])
        #expect(try fields.string("plan") == plan && fields.int("samples") == 4)
        #expect(try fields.int("bytes") == fields.int("allocated_bytes"))
        #expect(try fields.double("kl") > 0 && fields.double("kl") < 0.5)
        #expect(try fields.double("agreement") > 0.8)
        let full = try fields.object("full", keys: ["bytes", "nll", "score"])
        #expect(try full.double("score") >= 0.5)
        let table = try BuiltProgram.run(arguments)
        #expect(table.status == 0, "\(table.standardError)")
        #expect(table.standardOutput.split(separator: "\n").last?.hasSuffix(plan) == true)
    }
}
