import Engine
import TestSupport
import Testing

@Suite("Model summary")
struct ModelSummaryTests {
    private func summary(
        _ model: ToyModel = ToyModel(), _ change: (inout ToyGGUFWriter) -> Void = { _ in }
    ) throws -> ModelSummary {
        try ModelSummary(file: ModelDescriptionTests.file(model, change))
    }

    @Test("a sound model can be run, and its types are counted")
    func sound() throws {
        var model = ToyModel()
        model.type = .q41
        let summary = try summary(model)

        #expect(summary.canRun)
        #expect(summary.warnings == [])
        #expect(summary.name == "Toy")
        #expect(summary.shape?.layerCount == 3)
        #expect(summary.contextLength == 512)
        #expect(summary.types.map(\.type) == ["Q4_1", "F32"])
        #expect(summary.types.map(\.tensors) == [22, 7])
        #expect(summary.types.map(\.bytes).reduce(0, +) == summary.tensorBytes)
        #expect(summary.tokenizerModel == "gpt2")
        #expect(summary.preTokenizer == "smollm")
    }

    @Test("what cannot be run here still opens and is named", arguments: BrokenModel.obstacles)
    func obstacles(model: BrokenModel) throws {
        let summary = try summary { model.change(&$0) }
        #expect(summary.obstacles == [model.fault.description])
        #expect(summary.shape != nil)
    }

    @Test("other architectures still open and are named", arguments: BrokenModel.others)
    func others(model: BrokenModel) throws {
        let summary = try summary { model.change(&$0) }
        #expect(summary.obstacles == [model.fault.description])
        #expect(summary.shape == nil)
    }

    @Test("contradictions are errors here too", arguments: BrokenModel.contradictions)
    func contradictions(model: BrokenModel) throws {
        #expect(throws: ModelError.self) { try summary { model.change(&$0) } }
    }

    @Test("other tokenizers still open and are named, broken merges are errors")
    func tokenizers() throws {
        let other = try summary { $0.set("tokenizer.ggml.model", .text("llama")) }
        #expect(
            other.obstacles == [TokenizerFault.unsupportedModel("llama").description])
        #expect(throws: TokenizerError.self) {
            try summary { writer in
                writer.set("tokenizer.ggml.pre", .text("tekken"))
                writer.set("tokenizer.ggml.merges", .texts(["x yz"]))
            }
        }
    }

    @Test("bytes after the last tensor and tokens of the same text are warnings")
    func warnings() throws {
        var tokens = ToyModel.tokens
        tokens[200] = tokens[201]
        let summary = try summary { writer in
            writer.trailing = [0, 0, 0, 0]
            writer.set("tokenizer.ggml.tokens", .texts(tokens))
        }
        #expect(summary.canRun)
        #expect(summary.warnings.count == 2)
        #expect(summary.warnings.first?.hasPrefix("4 bytes after the last tensor") == true)
        #expect(summary.warnings.last?.hasPrefix("1 tokens have the text of another") == true)
    }

    @Test("texts of the file come escaped")
    func escaped() throws {
        let summary = try summary { $0.set("general.name", .text("a\u{1B}[31m\u{202E}b")) }
        #expect(summary.name == "a\\u{1B}[31m\\u{202E}b")
    }
}
