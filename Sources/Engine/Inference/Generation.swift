/// What a prompt was continued with.
public struct Generation: Sendable {
    /// The text.
    public let text: String
    /// Tokens of the prompt.
    public let promptTokens: Int
    /// Tokens of the text.
    public let newTokens: Int
    /// Bytes that the compressed cache took.
    public let cacheBytes: ByteCount
}

extension LanguageModel {
    /// Continues a prompt greedily on a compressed cache.
    ///
    /// - Parameters:
    ///   - prompt: Text in which special tokens count.
    ///   - plan: What the cache keeps; a profile has one.
    ///   - maxNewTokens: The most tokens to generate; an end token stops before.
    ///   - onText: Hears the text as it comes, whole characters at a time.
    /// - Throws: `PlanError` if the plan is another model's, or a machine that is too small.
    public func generate(
        _ prompt: String, plan: CompressionPlan, maxNewTokens: Int,
        onText: (String) throws -> Void = { _ in }
    ) throws -> Generation {
        try generate(
            tokens: encoder.prompt(prompt), plan: plan, maxNewTokens: maxNewTokens,
            ignoringEnd: false, onText: onText)
    }

    /// Continues a prompt's tokens greedily on a compressed cache.
    ///
    /// - Parameters:
    ///   - ignoringEnd: Whether to go on past end tokens.
    ///   - onCache: Called once, when the prompt is compressed and decoding starts.
    /// - Throws: `PlanError` if the plan is another model's or the prompt is empty or too long.
    package func generate(
        tokens: [Int], plan: CompressionPlan, maxNewTokens: Int, ignoringEnd: Bool,
        onCache: () -> Void = {}, onText: (String) throws -> Void = { _ in }
    ) throws -> Generation {
        try plan.check(against: shape)
        try checkLength(promptTokens: tokens.count, maxNewTokens: maxNewTokens)
        let snapshot = try transformer.prefill(
            tokens, columnSums: plan.retention.scorer == .h2o)
        let ranks = try TokenRanks(
            snapshot, retention: plan.retention, workers: transformer.workers)
        let caches = try PrefillSnapshot.compressed(
            [snapshot], ranks: [ranks], by: plan, newTokens: [maxNewTokens],
            workers: transformer.workers)
        onCache()
        var decoder = StreamingDecoder(tokenizer: tokenizer)
        var text = ""
        func emit(_ piece: String) throws {
            guard !piece.isEmpty else { return }
            text += piece
            try onText(piece)
        }
        let output = try transformer.generate(
            [snapshot], caches: caches, maxNewTokens: maxNewTokens,
            stops: ignoringEnd ? [] : tokenizer.stops
        ) { _, token in try emit(decoder.append(token)) }
        try emit(decoder.finish())
        return Generation(
            text: text, promptTokens: tokens.count, newTokens: output[0].count,
            cacheBytes: ByteCount(caches[0].allocatedBytes))
    }
    /// Refuses prompts and answers that do not fit the length that the model was trained for.
    ///
    /// - Throws: `PlanError.outOfRange` naming that length.
    package func checkLength(promptTokens: Int, maxNewTokens: Int) throws(PlanError) {
        let trained = shape.contextLength
        guard (1..<trained).contains(maxNewTokens) else {
            throw .outOfRange(
                name: "new tokens", value: maxNewTokens,
                expected: "1 to \(trained - 1) (the model was trained for \(trained) tokens)")
        }
        guard (1...trained - maxNewTokens).contains(promptTokens) else {
            throw .outOfRange(
                name: "prompt tokens", value: promptTokens,
                expected: "1 to \(trained - maxNewTokens) (the model was trained for \(trained)"
                    + " tokens, \(maxNewTokens) of which may be new)")
        }
    }
}
