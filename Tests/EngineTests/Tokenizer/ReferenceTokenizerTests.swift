import Engine
import Foundation
import Testing

/// Facts about the model that `TUNE_TEST_MODEL` names, made with another implementation.
@Suite("Tokenizer against the reference", .enabled(if: ReferenceModel.path != nil))
struct ReferenceTokenizerTests {
    private struct Fixture: Decodable {
        struct Text: Decodable {
            let text: String
            let ids: [Int]
        }
        struct Forward: Decodable {
            let prompt: String
            let context: String
            let promptIds: [Int]
            let contextTokens: Int
            let answers: [String: String]
            let answerIds: [String: [Int]]
        }
        let tokenizer: [Text]
        let forward: Forward
    }

    private let fixture: Fixture
    private let encoder: PromptEncoder

    init() throws {
        let url = try #require(
            Bundle.module.url(
                forResource: "smollm2-135m-instruct-q4_1", withExtension: "json",
                subdirectory: "Fixtures"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        fixture = try decoder.decode(Fixture.self, from: Data(contentsOf: url))
        let file = try GGUFFile(path: try #require(ReferenceModel.path))
        encoder = PromptEncoder(file: file, tokenizer: try Tokenizer(file: file))
    }

    @Test("all texts give the reference's tokens and come back")
    func texts() {
        #expect(fixture.tokenizer.count == 36)
        for text in fixture.tokenizer {
            let tokens = encoder.tokenizer.encode(text.text, parsingSpecials: true)
            #expect(tokens == text.ids, "\(text.text.debugDescription)")
            #expect(encoder.tokenizer.decode(tokens) == Array(text.text.utf8))
        }
    }

    @Test("prompt, context and answers give the reference's tokens")
    func prompts() {
        let forward = fixture.forward
        #expect(encoder.prompt(forward.prompt) == forward.promptIds)
        #expect(encoder.prompt(forward.context).count == forward.contextTokens)
        for (name, answer) in forward.answers {
            let tokens = encoder.answer(answer, afterPromptEndingIn: forward.prompt)
            #expect(tokens == forward.answerIds[name], "\(name)")
        }
    }
}

/// Where the model for reference tests lies.
enum ReferenceModel {
    /// The path in `TUNE_TEST_MODEL`, or nil, which skips the tests.
    static let path = ProcessInfo.processInfo.environment["TUNE_TEST_MODEL"]
}
