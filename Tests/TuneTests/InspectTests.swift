internal import Engine
internal import TestSupport
internal import Testing

@Suite("tune inspect")
struct InspectTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let modelKeys = [
        "architecture", "cannot_run", "context_length", "feed_forward", "file_bytes",
        "format_version", "full_cache_bytes_per_token", "head_dim", "heads", "hidden", "kind",
        "kv_heads", "layers", "name", "parameters", "path", "tensors", "tokenizer", "vocabulary",
        "warnings",
    ]

    private func inspect(_ path: String, json: Bool = false) throws -> BuiltProgram.Outcome {
        try BuiltProgram.run(["inspect", path] + (json ? ["--json"] : []))
    }

    private func fields(_ path: String, keys: [String]) throws -> JSONFields {
        let outcome = try inspect(path, json: true)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.split(separator: "\n").count == 1)
        return try JSONValue(parsing: outcome.standardOutput, path: "standard output")
            .object(keys: keys)
    }

    @Test("tells a model's numbers as JSON, whatever the file is called")
    func model() throws {
        let path = try ToyModel().write(to: directory, name: "toy.json")
        let fields = try fields(path, keys: Self.modelKeys)
        let numbers = [
            "layers": 3, "heads": 4, "kv_heads": 2, "head_dim": 16, "hidden": 64,
            "feed_forward": 96, "context_length": 512, "vocabulary": ToyModel.tokens.count,
            "full_cache_bytes_per_token": 3 * 2 * 16 * 2 * 2,
        ]
        for (key, number) in numbers { #expect(try fields.int(key) == number, "\(key)") }
        #expect(try fields.string("kind") == "model")
        #expect(try fields.string("architecture") == "llama")
        #expect(try fields.string("name") == "Toy")
        let tensors = try fields.value("tensors").object(keys: ["F32"]).value("F32")
        let type = try tensors.object(keys: ["bytes", "count"])
        #expect(try type.int("count") == 3 * 9 + 2)
        #expect(try type.int("bytes") == fields.int("parameters") * 4)
        let tokenizer = try fields.value("tokenizer").object(keys: ["model", "pre"])
        #expect(try tokenizer.string("model") == "gpt2")
        #expect(try fields.array("warnings").isEmpty)
        #expect(try fields.array("cannot_run").isEmpty)
    }

    @Test("tells a model's numbers to people")
    func modelText() throws {
        let outcome = try inspect(ToyModel().write(to: directory))
        #expect(outcome.status == 0)
        for text in ["toy.gguf: GGUF version 3", "4, with 2 key-value heads of 16", "yes"] {
            #expect(outcome.standardOutput.contains(text), "\(outcome.standardOutput)")
        }
    }

    @Test("opens a model that cannot be run and says why")
    func cannotRun() throws {
        var writer = ToyModel().writer()
        writer.set("general.architecture", .text("mamba\u{1b}"))
        let path = try writer.write(to: directory)
        let fields = try fields(path, keys: Self.modelKeys)
        let reasons = try fields.array("cannot_run").map { try $0.string() }
        #expect(reasons.contains { $0.hasPrefix("found architecture mamba") })
        #expect(try fields.value("layers").isNull)
        let text = try inspect(path).standardOutput
        #expect(text.contains("no: found architecture mamba"))
        #expect(!text.contains("\u{1b}"), "text of a file reaches the terminal escaped")
    }

    @Test("shows a profile with its bytes, quality and map of heads")
    func profileText() throws {
        let path = "\(directory.path)/profile.gguf"
        let profile = try ToyProfile.make()
        try profile.write(to: path)
        let outcome = try inspect(path)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let expected = [
            "kv-profile version 1", "(100000 bytes)", "(\(profile.bytes.rawValue) bytes)",
            ToyProfile.sha256, "KL 0.0064 (0.0050 to 0.0080)", "-0.0100 (-0.0300 to 0.0000)",
            "kernel 21", "best uniform", "kept of the full cache's bytes", "head 1",
        ]
        for text in expected {
            #expect(outcome.standardOutput.contains(text), "\(outcome.standardOutput)")
        }
    }

    @Test("tells a profile as JSON, in which the profile stands as it is")
    func profileJSON() throws {
        let path = "\(directory.path)/profile.json"
        let profile = try ToyProfile.make(withUniform: false)
        try profile.write(to: path)
        let fields = try fields(
            path, keys: ["bytes", "full_cache_bytes", "kind", "path", "profile"])
        #expect(try fields.string("kind") == "profile")
        #expect(try fields.int("bytes") == profile.bytes.rawValue)
        // Two sequences of 124 tokens, two layers of two heads with 16 channels.
        #expect(try fields.int("full_cache_bytes") == 2 * 124 * 2 * 2 * 16 * 2 * 2)
        #expect(try Profile(fields.value("profile")) == profile)
    }

    @Test(
        "what is neither, or broken, ends with status 3 and the place",
        arguments: [
            ("", "found an empty file, expected a GGUF model or a JSON profile"),
            ("GG", "expected a GGUF model or a JSON profile"),
            ("# notes", "expected a GGUF model or a JSON profile"),
            ("GGUF", "byte 4: "),
            ("{", ":1:2: "),
            ("\u{feff}{}", ":1:1: "),
            (
                "{\"format\": \"other\"}",
                ":1:12: found the string \"other\", expected \"kv-profile\""
            ),
        ])
    func broken(content: String, message: String) throws {
        let path = try directory.write(Array(content.utf8), as: "file")
        let outcome = try inspect(path)
        #expect(outcome.status == 3)
        #expect(outcome.standardError.hasPrefix("error: \(path):"), "\(outcome.standardError)")
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("a model whose last byte is missing ends with status 3")
    func truncated() throws {
        let bytes = ToyModel().writer().bytes().dropLast()
        let outcome = try inspect(directory.write(Array(bytes), as: "cut.gguf"))
        #expect(outcome.status == 3)
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("a missing file and a folder end with status 3", arguments: ["nothing", ""])
    func noFile(name: String) throws {
        let outcome = try inspect("\(directory.path)/\(name)")
        #expect(outcome.status == 3)
        #expect(outcome.standardError.contains("expected a re"))
    }
}
