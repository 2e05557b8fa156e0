internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("One study, every budget")
struct FrontierTests {
    private let files: ToyFiles
    private var study: String { files.path("s.study") }

    init() throws {
        files = try ToyFiles()
        let outcome = try search("--budget \(files.fullBytes / 4) --trials 30", to: "first.json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
    }

    private func search(_ line: String, to name: String) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(
            [
                "--model", files.model, "--calibration", files.tasks, "--study",
                files.path("s.study"), "--output", files.path(name),
            ] + line.split(separator: " ").map(String.init))
    }

    private func trials(_ outcome: BuiltProgram.Outcome) throws -> [(loss: Double, isKept: Bool)] {
        try outcome.standardOutput.split(separator: "\n").dropLast().map { line in
            let fields = try JSONValue(parsing: String(line), path: "standard output").object()
            return (try fields.double("loss"), try fields.bool("kept"))
        }
    }

    @Test("losses fall and prices are not negative where budgets grow, predictions told apart")
    func frontier() throws {
        let outcome = try BuiltProgram.run(["frontier", "--study", study, "--json"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let result = try ToyFiles.result(
            outcome.standardOutput,
            keys: ["context", "max_new_tokens", "full_bytes", "trials", "points"])
        #expect(try result.int("full_bytes") == files.fullBytes)
        let points = try result.array("points").map {
            try $0.object(
                keys: [
                    "budget_bytes", "bytes", "predicted_kl", "shadow_price_per_mib", "verified",
                ])
        }
        #expect(points.count == 12)
        for (point, next) in zip(points, points.dropFirst()) {
            #expect(try point.int("budget_bytes") < next.int("budget_bytes"))
            #expect(try point.double("predicted_kl") >= next.double("predicted_kl") - 1e-12)
        }
        var verified: [Double] = []
        for point in points {
            #expect(try point.int("bytes") <= point.int("budget_bytes"))
            #expect(try point.double("shadow_price_per_mib") >= 0)
            guard let value = point.optional("verified"), !value.isNull else { continue }
            let measured = try value.object(keys: ["bytes", "kl"])
            #expect(try measured.int("bytes") <= point.int("budget_bytes"))
            verified.append(try measured.double("kl"))
        }
        #expect(verified.count > 2 && verified == verified.sorted(by: >))
    }

    @Test("a table for people, budgets by name, and what cannot be answered")
    func table() throws {
        let outcome = try BuiltProgram.run(
            ["frontier", "--study", study, "--budget", "\(files.fullBytes / 3)"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("predicted KL"))
        #expect(outcome.standardOutput.contains("1/3.0"))
        let tiny = try BuiltProgram.run(["frontier", "--study", study, "--budget", "16"])
        #expect(tiny.status == 4, "\(tiny.standardError)")
        let missing = try BuiltProgram.run(["frontier", "--study", files.path("no.study")])
        #expect(missing.status == 3, "\(missing.standardError)")
        let other = try BuiltProgram.run(["frontier", "--study", files.model])
        #expect(other.status == 3, "\(other.standardError)")
    }

    @Test("another budget is answered in three evaluations, the same each time", arguments: [2, 3])
    func answer(parts: Int) throws {
        let budget = files.fullBytes / parts
        let outcome = try search("--budget \(budget) --json", to: "answer.json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let measured = try trials(outcome)
        #expect((1...3).contains(measured.count))
        let profile = try Profile(contentsOf: files.path("answer.json"))
        #expect(profile.bytes.rawValue <= budget)
        #expect(profile.provenance.evaluations <= 3)
        let text = try Files.text(files.path("answer.json"))
        let again = try search("--budget \(budget) --json", to: "answer.json")
        #expect(try trials(again).allSatisfy(\.isKept))
        #expect(try Files.text(files.path("answer.json")) == text)
    }

    @Test("the study alone says where the model and the tasks lie, and what was asked for")
    func studyAlone() throws {
        let outcome = try BuiltProgram.run(
            ["--study", study, "--json", "--output", files.path("again.json"), "--trials", "30"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(try trials(outcome).allSatisfy(\.isKept))
        let texts = try ["first.json", "again.json"].map { try Files.text(files.path($0)) }
        #expect(texts[0] == texts[1])
    }

    @Test("trials that are asked for search a new budget in the same study")
    func search() throws {
        let outcome = try search(
            "--budget \(files.fullBytes / 3) --trials 12 --json", to: "other.json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(try trials(outcome).count > 6)
    }

    @Test("the fewest bytes within a loss", arguments: [0.05, 0.3])
    func maxLoss(loss: Double) throws {
        let outcome = try search("--max-loss \(loss) --trials 24 --json", to: "loss.json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let profile = try Profile(contentsOf: files.path("loss.json"))
        #expect(profile.bytes.rawValue < files.fullBytes)
        let text = try Files.text(files.path("loss.json"))
        let again = try search("--max-loss \(loss) --trials 24 --json", to: "loss.json")
        #expect(try trials(again).allSatisfy(\.isKept))
        #expect(try Files.text(files.path("loss.json")) == text)
    }

    @Test("the fewest bytes within a drop of the score")
    func maxDrop() throws {
        let outcome = try search("--max-drop 5% --trials 24 --json", to: "drop.json")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let profile = try Profile(contentsOf: files.path("drop.json"))
        #expect(profile.bytes.rawValue <= files.fullBytes)
    }

    @Test(
        "goals that exclude each other or make no sense end with status 2",
        arguments: [
            ("--budget 1MiB --max-loss 0.1", "expected one of them"),
            ("--max-loss 0", "--max-loss"),
            ("--max-loss -1", "--max-loss"), ("--max-drop 100%", "--max-drop"),
            ("--max-drop x", "--max-drop"),
        ])
    func goals(line: String, message: String) throws {
        let outcome = try search(line, to: "no.json")
        #expect(outcome.status == 2, "\(outcome.standardError)")
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
    }
}
