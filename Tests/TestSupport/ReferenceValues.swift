package import Engine
internal import Foundation

/// The reference values of SmolLM2-135M-Instruct (Q4_1).
///
/// They were computed by software that shares no code with this project. Only this trusted file is read with Foundation's decoder.
package struct ReferenceValues: Decodable, Sendable {
    package let model: ReferenceModel
    package let tokenizer: [ReferenceText]
    package let forward: ReferenceForward
    /// Keys after RoPE and values at some layers, heads and positions.
    package let kv: [ReferenceKeyValue]
    package let scores: [ReferenceScores]
    package let quantizer: [ReferenceQuantizer]
    package let cache: ReferenceCache
    package let bytes: [ReferenceBytes]
    package let plans: [ReferencePlanResult]
    package let greedyUnderPlan: ReferenceGreedy

    /// The file beside the engine's tests, wherever the tests run.
    package static func load() throws -> Self { try loaded.get() }

    private static let loaded = Result {
        let fixture = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "EngineTests/Fixtures/smollm2-135m-instruct-q4_1.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Self.self, from: Data(contentsOf: fixture))
    }
}

/// The model that the values belong to.
package struct ReferenceModel: Decodable, Sendable {
    package let file: String
    package let sha256: String
    package let layers: Int
    package let heads: Int
    package let kvHeads: Int
    package let headDim: Int
    package let endToken: Int

    /// The shape, as its GGUF header states it.
    package var shape: ModelShape {
        ModelShape(
            layerCount: layers, headCount: heads, kvHeadCount: kvHeads, headDim: headDim,
            hiddenSize: 576, feedForwardSize: 1536, vocabularySize: 49_152, contextLength: 8192,
            ropeBase: 100_000, normEpsilon: 1e-5)
    }
}

/// A text and its token ids; no BOS added, special tokens recognised.
package struct ReferenceText: Decodable, Sendable {
    package let text: String
    package let ids: [Int]
}

/// A prompt of 320 tokens, two answers, and what the full cache makes of them.
package struct ReferenceForward: Decodable, Sendable {
    package struct Answers: Decodable, Sendable {
        package let short: String
        package let long: String
    }

    package struct AnswerIDs: Decodable, Sendable {
        package let short: [Int]
        package let long: [Int]
    }

    package struct Logits: Decodable, Sendable {
        package let ids: [Int]
        package let values: [Float]
    }

    package let prompt: String
    /// The prompt's part before the question.
    package let context: String
    package let promptIds: [Int]
    package let contextTokens: Int
    package let answers: Answers
    /// Token ids with the end token.
    package let answerIds: AnswerIDs
    /// Of the last prompt position.
    package let lastLogitsTop20: Logits
    package let lastLogsumexp: Double
    package let meanNllOfPrompt: Double
    package let greedy12IgnoringEnd: [Int]
    /// Of the short answer, with a float32 cache.
    package let answerLogprobsFloat32Cache: [Double]
}

/// One position of one head's cache.
package struct ReferenceKeyValue: Decodable, Sendable {
    package let layer: Int
    package let kvHead: Int
    package let position: Int
    /// `[D]`, channels in rotate-half order.
    package let keyAfterRope: [Float]
    /// `[D]`.
    package let value: [Float]
}

/// Greedy decoding under a plan.
package struct ReferenceGreedy: Decodable, Sendable {
    package let plan: ReferencePlan
    package let tokensIgnoringEnd: [Int]
    package let marginOfEachChoiceAfterTheFirst: [Double]
}
