internal import Engine
internal import Tuner

/// Times a generation and tells its rates.
struct GenerationWatch {
    private let start = ContinuousClock.now
    private var promptSeconds = 0.0
    private var decodeSeconds = 0.0

    /// The prompt was run and compressed.
    mutating func promptEnded() { promptSeconds = elapsedSeconds }

    /// The last token has come.
    mutating func generationEnded() { decodeSeconds = elapsedSeconds - promptSeconds }

    /// Something like `320 prompt tokens in 0.25 s (1280.0 tokens/s), 32 new tokens in ...`.
    func line(_ generation: Generation) -> String {
        let prompt =
            "\(generation.promptTokens) prompt tokens in \(Decimals.text(promptSeconds, 2)) s ("
            + "\(Decimals.text(Double(generation.promptTokens) / promptSeconds, 1)) tokens/s)"
        let rate = tokensPerSecond(generation).map { " (\(Decimals.text($0, 1)) tokens/s)" } ?? ""
        return prompt + ", \(generation.newTokens) new tokens in "
            + "\(Decimals.text(decodeSeconds, 2)) s\(rate), a cache of \(generation.cacheBytes)"
    }

    /// The result line of `--json`.
    func json(_ generation: Generation) -> JSONEncoding {
        [
            "bytes": .int(generation.cacheBytes.rawValue),
            "new_tokens": .int(generation.newTokens),
            "prompt_seconds": .double(promptSeconds),
            "prompt_tokens": .int(generation.promptTokens),
            "seconds": .double(decodeSeconds),
            "text": .string(generation.text),
            "tokens_per_second": tokensPerSecond(generation).map { .double($0) } ?? .null,
        ]
    }

    /// Decoding's rate: the first token comes from the prompt's own logits.
    private func tokensPerSecond(_ generation: Generation) -> Double? {
        guard generation.newTokens > 1, decodeSeconds > 0 else { return nil }
        return Double(generation.newTokens - 1) / decodeSeconds
    }

    private var elapsedSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
