internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("tune search with a study")
struct StudyResumeTests {
    private let files: ToyFiles

    init() throws { files = try ToyFiles() }

    private func arguments(_ line: String, to name: String) -> [String] {
        [
            "--model", files.model, "--calibration", files.tasks, "--output", files.path(name),
            "--budget", "\(files.fullBytes / 4)",
        ] + line.split(separator: " ").map(String.init)
    }

    private func search(_ line: String, to name: String) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(arguments(line, to: name))
    }

    /// Whether each trial of a run was taken from the study.
    private func kept(_ outcome: BuiltProgram.Outcome) throws -> [Bool] {
        try outcome.standardOutput.split(separator: "\n").compactMap { line in
            let fields = try JSONValue(parsing: String(line), path: "standard output").object()
            return try fields.optional("kept").map { try $0.bool() }
        }
    }

    @Test(
        "a killed search goes on where it was, and ends as one that was never killed",
        arguments: [1, 2, 5, 9, 14, 19])
    func killed(trials: Int) throws {
        let whole = try search("--trials 20", to: "whole.json")
        #expect(whole.status == 0, "\(whole.standardError)")
        try BuiltProgram.kill(
            arguments("--trials 20 --json", to: "again.json"), after: "\"trial\":\(trials)}")
        let again = try search("--trials 20 --json", to: "again.json")
        #expect(again.status == 0, "\(again.standardError)")
        #expect(try kept(again).prefix(trials).allSatisfy { $0 })
        let texts = try ["whole.json", "again.json"].map { try Files.text(files.path($0)) }
        #expect(texts[0] == texts[1])
    }

    @Test("a finished search that is asked again measures nothing")
    func again() throws {
        _ = try search("--trials 12", to: "a.json")
        let text = try Files.text(files.path("a.json"))
        let again = try search("--trials 12 --json", to: "a.json")
        let kept = try kept(again)
        #expect(kept.count > 4 && kept.allSatisfy { $0 })
        #expect(try Files.text(files.path("a.json")) == text)
    }

    @Test("more trials go on and end as one search of as many")
    func more() throws {
        _ = try search("--trials 10", to: "a.json")
        let more = try search("--trials 24 --json", to: "a.json")
        let kept = try kept(more)
        #expect(kept.contains(true) && kept.contains(false))
        _ = try search("--trials 24", to: "b.json")
        let texts = try ["a.json", "b.json"].map { try Files.text(files.path($0)) }
        #expect(texts[0] == texts[1])
    }

    @Test("a study of other tasks or another space ends with status 6 and the difference")
    func different() throws {
        _ = try search("--trials 4", to: "a.json")
        let before = try Files.bytes(files.path("a.study"))
        let layers = try search("--trials 4 --granularity layer", to: "a.json")
        #expect(layers.status == 6, "\(layers.standardError)")
        #expect(layers.standardError.contains("granularity head, expected layer"))
        let other = try files.directory.write(
            Array(ToyTasks.lines(14, words: 25...40, seed: 2).utf8), as: "other.jsonl")
        let tasks = try search("--trials 4 --calibration \(other)", to: "a.json")
        #expect(tasks.status == 6, "\(tasks.standardError)")
        #expect(tasks.standardError.contains("calibration"))
        #expect(try Files.bytes(files.path("a.study")) == before)
    }

    @Test("a study is where --study says, and what is no study there is refused")
    func place() throws {
        _ = try search("--trials 4 --study \(files.path("other.study"))", to: "a.json")
        #expect(
            try Files.names(in: files.directory.path)
                == ["a.json", "other.study", "tasks.jsonl", "toy.gguf"])
        let refused = try search("--trials 4 --study \(files.tasks)", to: "a.json")
        #expect(refused.status == 3, "\(refused.standardError)")
        let missing = try search("--trials 4 --study \(files.path("no/x.study"))", to: "a.json")
        #expect(missing.status == 1 || missing.status == 3, "\(missing.standardError)")
    }

    @Test("tune inspect says what a study holds")
    func inspect() throws {
        _ = try search("--trials 6", to: "a.json")
        let outcome = try BuiltProgram.run(["inspect", files.path("a.study"), "--json"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let result = try ToyFiles.result(
            outcome.standardOutput, keys: ["fingerprint", "kind", "path", "plans", "searches"])
        #expect(try result.string("kind") == "study")
        #expect(try result.value("fingerprint").object().string("granularity") == "head")
        let searches = try result.array("searches").map {
            try $0.object(keys: ["kind", "budget_bytes", "evaluations"])
        }
        #expect(try searches.map { try $0.int("budget_bytes") } == [files.fullBytes / 4])
        #expect(try (6.0...7.5).contains(searches[0].double("evaluations")))
        let text = try BuiltProgram.run(["inspect", files.path("a.study")])
        #expect(text.standardOutput.contains("granularity"), "\(text.standardOutput)")
    }
}
