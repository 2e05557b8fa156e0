/// Text to tokens and back as the model was trained: byte-level byte-pair encoding (GPT-2's family).
package struct Tokenizer: Sendable {
    /// The tokens with their kinds.
    package let vocabulary: Vocabulary
    /// The token before every text, where the model has one.
    package let beginToken: Int?
    /// Whether `beginToken` comes before every prompt.
    package let addsBeginToken: Bool
    /// The end of a text.
    package let endToken: Int
    /// The end of a turn, which follows every answer.
    package let endOfTurnToken: Int
    /// The tokens that end generation.
    package let stops: Set<Int>

    private let preTokenizer: PreTokenizer
    private let encoder: BytePairEncoder
    private let specials: SpecialTokens

    /// Reads a model's tokenizer.
    ///
    /// - Throws: `GGUFError` or `TokenizerError` naming the byte; `TokenizerFault.isUnsupported` tells
    ///   a tokenizer that is not known here from a broken one.
    package init(file: GGUFFile) throws {
        let vocabulary = try Vocabulary(file: file)
        func refuse(_ key: String, _ fault: TokenizerFault) -> TokenizerError {
            let place = file.metadata["tokenizer.ggml.\(key)"]?.byteOffset
            return TokenizerError(
                path: file.path, byteOffset: place ?? file.metadata.endOffset, fault: fault)
        }
        guard vocabulary.model == "gpt2" else {
            throw refuse("model", .unsupportedModel(printableText(vocabulary.model)))
        }
        let tokens = vocabulary.tokensByText()
        let merges = try MergeTable(file: file, tokens: tokens)
        guard let end = vocabulary.endToken ?? vocabulary.endOfTurnToken else {
            throw refuse("eos_token_id", .noEndToken)
        }
        // Byte-level families add a beginning only where the file says so.
        addsBeginToken = vocabulary.addsBeginToken ?? false
        guard !addsBeginToken || vocabulary.beginToken != nil else {
            throw refuse("add_bos_token", .noBeginToken)
        }
        let pre = vocabulary.preTokenizer ?? "default"
        guard let rules = PreTokenizer.Rules(rawValue: pre) else {
            throw refuse("pre", .unsupportedPreTokenizer(printableText(pre)))
        }
        self.vocabulary = vocabulary
        beginToken = vocabulary.beginToken
        endToken = end
        endOfTurnToken = vocabulary.endOfTurnToken ?? end
        stops = [endToken, endOfTurnToken]
        preTokenizer = PreTokenizer(rules: rules)
        encoder = BytePairEncoder(merges: merges, tokens: tokens)
        specials = SpecialTokens(vocabulary: vocabulary)
    }

    /// The tokens of a text, without a beginning or an end.
    ///
    /// - Parameter parsingSpecials: Whether texts of control and user-defined tokens become these tokens
    ///   (the longest that fits); otherwise they are text like any other.
    /// - Complexity: O(n log n).
    package func encode(_ text: String, parsingSpecials: Bool) -> [Int] {
        let bytes = Array(text.utf8)
        var tokens: [Int] = []
        var start = 0
        var position = 0
        while parsingSpecials && position < bytes.count {
            guard let match = specials.match(at: position, in: bytes) else {
                position += 1
                continue
            }
            encode(bytes[start..<position], into: &tokens)
            tokens.append(match.token)
            start = match.end
            position = match.end
        }
        encode(bytes[start...], into: &tokens)
        return tokens
    }

    private func encode(_ bytes: ArraySlice<UInt8>, into tokens: inout [Int]) {
        preTokenizer.forEachWord(in: bytes) { encoder.encode($0, into: &tokens) }
    }

    /// The bytes of some tokens, special ones as their text; they need not be whole characters.
    package func decode(_ tokens: [Int]) -> [UInt8] {
        tokens.flatMap { bytes(of: $0) }
    }

    /// The bytes of a token; none for a number outside the vocabulary.
    package func bytes(of token: Int) -> [UInt8] {
        guard (0..<vocabulary.count).contains(token) else { return [] }
        let text = vocabulary.text(of: token)
        switch vocabulary.kinds[token] {
        case .control, .userDefined, .unknown: return Array(text)
        case .normal, .undefined, .unused, .byte: return ByteAlphabet.bytes(of: text)
        }
    }
}
