internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("tune search")
struct SearchTests {
    private static let keys = [
        "profile", "bytes", "budget_bytes", "evaluations", "seconds", "kernels", "keeps_all",
        "full", "held_out", "baselines", "stopped",
    ]

    private let files: ToyFiles

    init() throws { files = try ToyFiles() }

    private var budget: Int { files.fullBytes / 4 }

    private func arguments(_ line: String, to name: String) -> [String] {
        ["--model", files.model, "--calibration", files.tasks, "--output", files.path(name)]
            + line.split(separator: " ").map(String.init)
    }

    private func search(
        _ line: String, to name: String = "profile.json", environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(arguments(line, to: name), environment: environment)
    }

    @Test("writes a profile of this model within the budget and says so in text")
    func profile() throws {
        let outcome = try search("--budget \(budget) --trials 20 --seed 3")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.hasPrefix("The plan takes 1/"), "\(outcome.standardOutput)")
        for word in ["full cache", "best uniform plan", "this profile", "wrote \(files.path("p"))"]
        {
            #expect(outcome.standardOutput.contains(word), "\(outcome.standardOutput)")
        }
        let profile = try Profile(contentsOf: files.path("profile.json"))
        let model = try LanguageModel(path: files.model, threads: 1)
        try profile.check(against: model.shape, sha256: ModelHash.sha256(of: model.file))
        #expect(profile.bytes.rawValue <= budget)
        #expect(profile.budget.bytes.rawValue == budget)
        #expect(profile.provenance.seed == 3 && (18...21).contains(profile.provenance.evaluations))
        let plan = profile.plan.bytes(
            shape: model.shape, promptTokens: profile.budget.context,
            newTokens: profile.budget.maxNewTokens)
        #expect(plan == profile.bytes)
        #expect(try Files.names(in: files.directory.path).count == 4, "nothing but the study")
    }

    @Test("with --json writes a line for each trial and the result last")
    func json() throws {
        let outcome = try search("--budget \(budget) --trials 12 --json --concurrency 1")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines.count > 4)
        for (index, line) in lines.dropLast().enumerated() {
            let event = try ToyFiles.result(
                line,
                keys: [
                    "event", "trial", "stage", "loss", "bytes", "best_loss", "kept", "evaluations",
                    "gap", "samples",
                ])
            #expect(try event.string("event") == "trial")
            #expect(try event.int("trial") == index + 1)
            #expect(try event.int("bytes") <= budget || event.string("stage") == "baseline")
            #expect(try event.double("best_loss") <= event.double("loss"))
        }
        let result = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys + ["best_uniform"])
        let profile = try Profile(contentsOf: result.string("profile"))
        #expect(try result.int("bytes") == profile.bytes.rawValue)
        #expect(try result.int("budget_bytes") == budget)
        let evaluations = try result.int("evaluations")
        #expect((12...13).contains(evaluations))
        #expect(try result.double("seconds") > 0)
        #expect(try !result.bool("keeps_all"))
        let full = try result.object("full", keys: ["bytes", "score"])
        #expect(try full.int("bytes") == files.fullBytes)
        let interval = ["mean", "low", "high"]
        let heldOut = try result.object(
            "held_out",
            keys: ["samples", "kl", "kl_interval", "score", "score_difference", "lost"])
        #expect(try heldOut.int("samples") == 6 && heldOut.double("kl") > 0)
        let kl = try heldOut.object("kl_interval", keys: interval)
        #expect(try kl.double("low") <= kl.double("mean") && kl.double("mean") <= kl.double("high"))
        _ = try heldOut.object("score_difference", keys: interval)
        let lost = try heldOut.object("lost", keys: ["tasks", "limit", "confidence"])
        #expect(
            try lost.double("limit") == LostTasks(lost: lost.int("tasks"), of: 6).limit)
        let uniform = try result.object("best_uniform", keys: ["plan", "bytes", "kl", "score"])
        _ = try UniformPlan(text: uniform.string("plan"))
        #expect(try uniform.int("bytes") <= budget)
    }

    @Test(
        "the same seed writes the same bytes with any number of threads",
        arguments: [[:], ["OPENBLAS_CORETYPE": "Haswell"]])
    func determinism(environment: [String: String]) throws {
        var texts: [String] = []
        for threads in [1, 1, 2, 3] {
            let outcome = try search(
                "--budget \(budget) --trials 20 --threads \(threads)",
                environment: environment)
            #expect(outcome.status == 0, "\(outcome.standardError)")
            texts.append(try Files.text(files.path("profile.json")))
        }
        #expect(Set(texts).count == 1)
    }

    @Test("the path and the output's form do not matter, the seed does")
    func seeds() throws {
        _ = try search("--budget \(budget) --trials 20", to: "a")
        _ = try search("--budget \(budget) --trials 20 --json", to: "b")
        _ = try search("--budget \(budget) --trials 20 --seed 1", to: "c")
        let texts = try ["a", "b", "c"].map { try Files.text(files.path($0)) }
        #expect(texts[0] == texts[1])
        #expect(texts[0] != texts[2])
    }

    @Test("a signal ends the search with status 130 after the profile is saved")
    func interruption() throws {
        // So many tasks that the search takes much longer than the signal.
        let many = try files.directory.write(
            Array(ToyTasks.lines(150, words: 25...40).utf8), as: "many.jsonl")
        let outcome = try BuiltProgram.interrupt(
            arguments(
                "--budget \(2 * budget) --trials 1000000 --json --calibration \(many)",
                to: "profile.json"), after: "\"event\"")
        #expect(outcome.status == 130, "\(outcome.standardError)")
        #expect(outcome.standardError.contains("saving what is finished"))
        let result = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys, optional: ["best_uniform"])
        let profile = try Profile(contentsOf: files.path("profile.json"))
        #expect(try result.int("evaluations") == profile.provenance.evaluations)
        #expect(profile.provenance.evaluations < 40, "it was stopped")
        #expect(profile.bytes.rawValue <= 2 * budget)
    }

    @Test("a time limit ends the search with what was found", arguments: ["head", "model"])
    func time(granularity: String) throws {
        let outcome = try search(
            "--budget \(budget) --trials 1000000 --time 1s --granularity \(granularity)")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        _ = try Profile(contentsOf: files.path("profile.json"))
    }

    @Test("a dry run says what would be done and writes nothing", arguments: [true, false])
    func dryRun(json: Bool) throws {
        let outcome = try search("--budget \(budget) --dry-run" + (json ? " --json" : ""))
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(try Files.names(in: files.directory.path) == ["tasks.jsonl", "toy.gguf"])
        guard json else {
            #expect(outcome.standardOutput.hasPrefix("samples: 14 with "))
            return
        }
        let result = try ToyFiles.result(
            outcome.standardOutput,
            keys: [
                "samples", "skipped", "tokens", "memory_bytes", "disk_bytes", "budget_bytes",
                "full_bytes", "context", "max_new_tokens", "smallest_bytes", "expected_seconds",
            ])
        #expect(try result.int("samples") == 14 && result.int("full_bytes") == files.fullBytes)
    }

    @Test("a budget above the full cache keeps everything and says so")
    func keepsAll() throws {
        let outcome = try search("--budget \(files.fullBytes)")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("the profile keeps everything"))
        let profile = try Profile(contentsOf: files.path("profile.json"))
        #expect(profile.bytes.rawValue == files.fullBytes)
        for head in profile.plan.layers.joined() {
            #expect(head.tiers.map(\.tokens) == [profile.budget.context])
            #expect(head.tiers[0].precision.keyBits == 16)
            #expect(head.tiers[0].precision.valueBits == 16)
        }
        let json = try search("--budget 1GiB --json", to: "again.json")
        let result = try ToyFiles.result(
            json.standardOutput, keys: Self.keys + ["smallest_as_good"])
        #expect(try result.bool("keeps_all"))
        let smallest = try result.object(
            "smallest_as_good", keys: ["name", "bytes", "kl", "score"])
        #expect(try smallest.int("bytes") < files.fullBytes)
        #expect(try smallest.double("kl") <= 0.01)
        let name = try smallest.string("name")
        #expect(
            outcome.standardOutput.contains("The smallest plan that measured as good: \(name), "))
        #expect(try result.int("evaluations") == 0)
        #expect(
            try result.object(
                "held_out",
                keys: [
                    "samples", "kl", "kl_interval", "score", "score_difference", "lost",
                ]
            ).double("kl") == 0)
    }

    @Test("a profile in use is measured beside the others, and one of another model is refused")
    func inUse() throws {
        let first = try search("--budget \(budget) --trials 20")
        #expect(first.status == 0, "\(first.standardError)")
        let again = try search(
            "--budget \(budget) --trials 8 --from \(files.path("profile.json"))", to: "again.json")
        #expect(again.status == 0, "\(again.standardError)")
        #expect(again.standardOutput.contains("plan in use"), "\(again.standardOutput)")
        let missing = try search("--budget \(budget) --from \(files.path("no.json"))")
        #expect(missing.status == 3 && missing.standardError.contains("no.json"))
        let other = try search("--budget \(budget) --from \(files.model)")
        #expect(other.status == 3)
    }

    @Test("sequences share the budget")
    func concurrency() throws {
        let outcome = try search(
            "--budget \(3 * budget) --concurrency 3 --trials 9 --json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let profile = try Profile(contentsOf: files.path("profile.json"))
        #expect(profile.bytes.rawValue % 3 == 0 && profile.bytes.rawValue <= 3 * budget)
        let result = try ToyFiles.result(
            outcome.standardOutput, keys: Self.keys + ["best_uniform"])
        #expect(try result.int("bytes") == profile.bytes.rawValue)
    }

    @Test("held-out tasks of their own judge the result")
    func heldOut() throws {
        let others = try files.directory.write(
            Array(ToyTasks.lines(3, words: 25...30, seed: 9).utf8), as: "others.jsonl")
        let outcome = try search(
            "--budget \(budget) --trials 9 --json --held-out \(others)")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(try Profile(contentsOf: files.path("profile.json")).quality.samples == 3)
    }

    @Test("of many tasks some choose among the finalists and others judge")
    func select() throws {
        let many = try files.directory.write(
            Array(ToyTasks.lines(62, words: 10...20).utf8), as: "many.jsonl")
        let outcome = try search(
            "--budget \(budget) --trials 10 --max-new-tokens 8 --calibration \(many)")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardError.contains("prefill for selection: 12"))
        #expect(try Profile(contentsOf: files.path("profile.json")).quality.samples == 13)
    }

    @Test("a budget that nothing fits ends with status 4 and names the smallest")
    func tooSmall() throws {
        let outcome = try search("--budget 100")
        #expect(outcome.status == 4)
        let words = outcome.standardError.split(separator: " ")
        let smallest = try #require(words.compactMap { Int($0) }.last)
        #expect(outcome.standardError.contains("found a budget of 100 bytes"))
        #expect(try Files.names(in: files.directory.path) == ["tasks.jsonl", "toy.gguf"])
        #expect(try search("--budget \(smallest - 1)").status == 4)
        let dry = try search("--budget \(smallest - 1) --dry-run")
        #expect(dry.status == 4 && dry.standardOutput.contains("smallest plan"))
        #expect(try search("--budget \(smallest) --trials 10").status == 0)
        // The few new tokens that may stay in 16 bit are those of the smallest flush.
        let measured = try BuiltProgram.run([
            "evaluate", "--model", files.model, "--calibration", files.tasks, "--json",
            "--no-score",
            "--plan", "tokens=8,key-bits=2,value-bits=2,group=64,flush=4",
        ])
        #expect(measured.standardOutput.contains("\"bytes\":\(smallest),"))
    }

    @Test(
        "what cannot be done ends with the status of its cause and writes nothing",
        arguments: [
            ("--context 513", Int32(2), "found --context 513, expected at most the 512 tokens"),
            ("--context 16", 3, "found no task that can be measured"),
            ("--calibration /nonexistent", 3, "/nonexistent"),
            ("--held-out /nonexistent", 3, "/nonexistent"),
            ("--model /nonexistent", 3, "/nonexistent"),
            ("--output /nonexistent/p.json", 3, "/nonexistent/p.json: found \"No such file"),
            ("--output /dev/null", 3, "/dev/null"),
        ])
    func refused(line: String, status: Int32, message: String) throws {
        // The last of two equal flags counts.
        let outcome = try search("--budget \(budget) --trials 1000000 " + line)
        #expect(outcome.status == status, "\(outcome.standardError)")
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
        #expect(!outcome.standardError.contains("prefill:"), "refused before the work")
        #expect(try Files.names(in: files.directory.path) == ["tasks.jsonl", "toy.gguf"])
    }

    @Test("too few tasks to judge with end with status 3")
    func tooFew() throws {
        let few = try files.directory.write(Array(ToyTasks.lines(8).utf8), as: "few.jsonl")
        let outcome = try search("--budget \(budget) --calibration \(few)")
        #expect(outcome.status == 3)
        #expect(outcome.standardError.contains("found 8 tasks"), "\(outcome.standardError)")
    }
}
