internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("tune sample")
struct SampleTests {
    private let directory: TemporaryDirectory
    private let model: String

    init() throws {
        directory = try TemporaryDirectory()
        model = try Self.toy.write(to: directory)
    }

    /// Almost a byte is a token here, so tasks need a longer context than the toy usually has.
    private static var toy: ToyModel {
        var toy = ToyModel()
        toy.contextLength = 1024
        return toy
    }

    private func sample(_ line: String, to name: String) throws -> BuiltProgram.Outcome {
        let arguments = line.split(separator: " ").map(String.init)
        return try BuiltProgram.run(
            ["sample", "--model", model, "--output", "\(directory.path)/\(name)"] + arguments)
    }

    @Test("writes as many tasks as asked for, within 2 % of the context, needles once")
    func tasks() throws {
        let outcome = try sample("--count 6 --context 900 --seed 3", to: "tasks.jsonl")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardError.isEmpty, "work this short shows no progress")
        #expect(outcome.standardOutput.contains("tasks.jsonl: 6 multi-key tasks of "))
        let file = try GGUFFile(path: model)
        let encoder = PromptEncoder(file: file, tokenizer: try Tokenizer(file: file))
        let tasks = try CalibrationSet(path: "\(directory.path)/tasks.jsonl").tasks
        #expect(tasks.count == 6)
        for task in tasks {
            guard case .prompt(let prompt) = task.content else {
                Issue.record("a task without a prompt")
                continue
            }
            #expect((882...900).contains(encoder.prompt(prompt).count))
            #expect(prompt.split(separator: "special magic numbers for").count == 5)
            #expect(prompt.split(separator: try #require(task.answers.first)).count == 2)
        }
    }

    @Test("writes ChatML turns for a model that has them, with the answer begun")
    func chat() throws {
        _ = try sample("--count 1 --context 600 --kind single", to: "tasks.jsonl")
        let prompt = try prompts(of: "tasks.jsonl")[0]
        #expect(prompt.hasPrefix("<|im_start|>user\n"))
        let parts = prompt.split(separator: "mentioned in the provided text?").map(String.init)
        let end = try #require(parts.last)
        #expect(end.hasPrefix("<|im_end|>\n<|im_start|>assistant\nThe special magic number for "))
        #expect(end.hasSuffix(" is:"))
    }

    @Test("writes plain text for a model without a chat format, unless one is asked for")
    func plain() throws {
        var writer = Self.toy.writer()
        writer.remove("tokenizer.chat_template")
        _ = try writer.write(to: directory)
        _ = try sample("--count 1 --context 600", to: "plain.jsonl")
        #expect(try !prompts(of: "plain.jsonl")[0].contains("<|im_start|>"))
        _ = try sample("--count 1 --context 600 --chat-format chatml", to: "chat.jsonl")
        #expect(try prompts(of: "chat.jsonl")[0].contains("<|im_start|>"))
    }

    @Test("the same seed gives the same bytes, another seed other tasks")
    func seeds() throws {
        for (name, seed) in [("a", 5), ("b", 5), ("c", 6)] {
            _ = try sample("--count 3 --context 700 --seed \(seed)", to: name)
        }
        let texts = try ["a", "b", "c"].map { try Files.text("\(directory.path)/\($0)") }
        #expect(texts[0] == texts[1])
        let answers = try ["a", "c"].map { try prompts(of: $0) }
        #expect(Set(answers[0]).isDisjoint(with: answers[1]))
    }

    @Test("with --json says path, count, kind, seed and tokens in one line")
    func json() throws {
        let line = "--count 3 --context 700 --seed 9 --kind single --json"
        let outcome = try sample(line, to: "tasks.jsonl")
        #expect(outcome.standardOutput.split(separator: "\n").count == 1)
        let fields = try JSONValue(parsing: outcome.standardOutput, path: "standard output")
            .object(keys: ["path", "count", "kind", "seed", "tokens"])
        #expect(try fields.string("path") == "\(directory.path)/tasks.jsonl")
        #expect(try fields.int("count") == 3)
        #expect(try fields.int("seed") == 9)
        #expect(try fields.string("kind") == "single")
        let tokens = try fields.value("tokens").object(keys: ["min", "median", "max"])
        let numbers = try ["min", "median", "max"].map { try tokens.int($0) }
        #expect(numbers == numbers.sorted())
        #expect(numbers[0] >= 686 && numbers[2] <= 700)
    }

    @Test("hides the numbers in the text of a folder")
    func haystack() throws {
        let folder = "\(directory.path)/texts"
        try Files.makeFolder(folder)
        let sentences = (0..<60).map { index in
            "The \(["old", "new", "red"][index % 3]) bell rang \(String(repeating: "on ", count: index))."
        }
        try Files.write(sentences.joined(separator: " "), to: "\(folder)/bells.txt")
        let outcome = try sample("--count 1 --context 600 --haystack \(folder)", to: "tasks.jsonl")
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(try prompts(of: "tasks.jsonl")[0].contains("bell rang"))
    }

    @Test(
        "what cannot be done ends with the status of its cause and writes nothing",
        arguments: [
            (
                "--context 1025", Int32(2),
                "--context: found 1025, expected at most 1024, the length"
            ),
            ("--context 40", 2, "--context: found 40, expected at least"),
            (
                "--context 600 --keys 40 --digits 1", 2,
                "--keys: found 40 with numbers of 1 to 1 digits"
            ),
            ("--context 600 --seed 9223372036854775808", 2, "--seed: found 9223372036854775808"),
            ("--context 600 --haystack /nonexistent", 3, "/nonexistent: found no readable folder"),
            ("--context 600 --model /nonexistent", 3, "/nonexistent"),
        ])
    func refused(line: String, status: Int32, message: String) throws {
        let outcome = try sample(line, to: "tasks.jsonl")
        #expect(outcome.status == status)
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
        #expect(try Files.names(in: directory.path) == ["toy.gguf"])
    }

    @Test("a place that cannot be written to ends with status 3 and names it")
    func unwritable() throws {
        let outcome = try sample("--count 1 --context 600", to: "nowhere/tasks.jsonl")
        #expect(outcome.status == 3)
        #expect(outcome.standardError.contains("nowhere/tasks.jsonl: found \"No such file"))
    }

    private func prompts(of name: String) throws -> [String] {
        try CalibrationSet(path: "\(directory.path)/\(name)").tasks.compactMap { task in
            guard case .prompt(let prompt) = task.content else { return nil }
            return prompt
        }
    }
}
