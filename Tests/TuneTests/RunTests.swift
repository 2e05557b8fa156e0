internal import Engine
internal import TestSupport
internal import Testing
internal import Tuner

@Suite("tune run")
struct RunTests {
    private static let jsonKeys = [
        "bytes", "new_tokens", "prompt_seconds", "prompt_tokens", "seconds", "text",
        "tokens_per_second",
    ]
    private static let prompt = "the user asks the tall user in the hall"

    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = try ToyModel().write(to: directory)
    }

    private func run(_ line: String, prompt: String? = Self.prompt) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(
            ["run", "--model", path] + (prompt.map { ["--prompt", $0] } ?? [])
                + line.split(separator: " ").map(String.init))
    }

    private func fields(_ line: String, prompt: String? = Self.prompt) throws -> JSONFields {
        let outcome = try run(line + " --json", prompt: prompt)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.split(separator: "\n").count == 1)
        return try JSONValue(parsing: outcome.standardOutput, path: "standard output")
            .object(keys: Self.jsonKeys)
    }

    @Test(
        "writes the library's text, in plain text and as JSON",
        arguments: [nil, "tokens=12,key-bits=4,value-bits=4,recent=8,flush=4"])
    func text(plan: String?) throws {
        let model = try LanguageModel(path: path, threads: 1)
        let expected = try model.generate(
            tokens: model.encoder.prompt(Self.prompt),
            plan: plan.map { try UniformPlan(text: $0).plan(for: model.shape) }
                ?? .keepAll(shape: model.shape),
            maxNewTokens: 24, ignoringEnd: true)
        let flags = "--max-new-tokens 24 --ignore-eos" + (plan.map { " --plan \($0)" } ?? "")
        let outcome = try run(flags)
        #expect(outcome.status == 0)
        #expect(outcome.standardOutput == expected.text + "\n")
        #expect(outcome.standardError.contains("24 new tokens in "), "\(outcome.standardError)")
        let json = try fields(flags)
        #expect(try json.string("text") == expected.text)
        #expect(try json.int("new_tokens") == 24)
        #expect(try json.int("prompt_tokens") == expected.promptTokens)
        #expect(try json.int("bytes") == expected.cacheBytes.rawValue)
        #expect(try json.double("tokens_per_second") > 0)
    }

    @Test("a chat's prompt is one user message, a file's prompt the file's text")
    func prompts() throws {
        let model = try LanguageModel(path: path, threads: 1)
        let tokens = try model.encoder.messages([ChatMessage(role: "user", content: Self.prompt)])
        #expect(try fields("--chat --max-new-tokens 2").int("prompt_tokens") == tokens.count)
        let file = try directory.write(Array("\(Self.prompt)\n".utf8), as: "prompt.txt")
        let count = try fields("--prompt-file \(file) --max-new-tokens 2", prompt: nil)
            .int("prompt_tokens")
        #expect(count == model.encoder.prompt(Self.prompt + "\n").count)
    }

    @Test("an answer of one token has no rate")
    func oneToken() throws {
        let json = try fields("--max-new-tokens 1 --ignore-eos")
        #expect(try json.value("tokens_per_second").isNull)
        #expect(try json.int("new_tokens") == 1)
    }

    @Test(
        "refuses what does not fit the model and names the trained length",
        arguments: [
            ("--max-new-tokens 32", String(repeating: "x", count: 481), "found prompt tokens=481"),
            ("--max-new-tokens 32", "", "found prompt tokens=0, expected 1 to 480"),
            ("--max-new-tokens 512", "x", "found new tokens=512, expected 1 to 511"),
        ])
    func tooLong(line: String, prompt: String, message: String) throws {
        let outcome = try run(line, prompt: prompt)
        #expect(outcome.status == 2)
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardError.contains("trained for 512 tokens"))
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("a prompt file that is missing or no UTF-8 ends with status 3", arguments: [true, false])
    func badFile(exists: Bool) throws {
        let file = "\(directory.path)/prompt.txt"
        if exists { _ = try directory.write([0x61, 0xff, 0x62], as: "prompt.txt") }
        let outcome = try run("--prompt-file \(file)", prompt: nil)
        #expect(outcome.status == 3)
        let expected = exists ? "found bytes that are not UTF-8" : "found no such file"
        #expect(outcome.standardError.hasPrefix("error: \(file): \(expected)"))
    }

    @Test("a profile of another model ends with status 3, its own profile's plan is used")
    func profile() throws {
        let file = "\(directory.path)/profile.json"
        try ToyProfile.make().write(to: file)
        #expect(try run("--profile \(file)").status == 3)
        var toy = ToyModel()
        toy.layerCount = ToyProfile.shape.layerCount
        let model = try LanguageModel(path: toy.write(to: directory), threads: 1)
        let other = try ToyProfile.make()
        let profile = try Profile(
            model: ModelFingerprint(
                architecture: "llama", shape: model.shape,
                sha256: ModelHash.sha256(of: model.file)),
            budget: other.budget, plan: other.plan, quality: other.quality,
            provenance: other.provenance)
        try profile.write(to: file)
        let expected = try model.generate(
            Self.prompt, plan: profile.plan, maxNewTokens: 8)
        let json = try fields("--profile \(file) --max-new-tokens 8")
        #expect(try json.string("text") == expected.text)
        #expect(try json.int("bytes") == expected.cacheBytes.rawValue)
    }
}
