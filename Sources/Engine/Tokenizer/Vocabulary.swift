/// The tokens of a model with their kinds and roles, whatever its tokenizer makes of them.
package struct Vocabulary: Sendable {
    /// What a token is for; the numbers are the file's.
    package enum Kind: Int, Sendable {
        case undefined = 0
        case normal
        case unknown
        case control
        case userDefined
        case unused
        case byte
    }

    /// The kind of tokenizer; GGUF `tokenizer.ggml.model`.
    package let model: String
    /// How text is cut into words; GGUF `tokenizer.ggml.pre`.
    package let preTokenizer: String?
    /// The kind of each token; all normal where the file has none.
    package let kinds: [Kind]
    /// The beginning of a text; GGUF `tokenizer.ggml.bos_token_id`.
    package let beginToken: Int?
    /// The end of a text; GGUF `tokenizer.ggml.eos_token_id`.
    package let endToken: Int?
    /// The end of a turn; GGUF `tokenizer.ggml.eot_token_id`.
    package let endOfTurnToken: Int?
    /// Whether a beginning is to be added; GGUF `tokenizer.ggml.add_bos_token`.
    package let addsBeginToken: Bool?

    private let texts: GGUFArray

    /// The number of tokens.
    package var count: Int { texts.count }

    /// The text of a token as the file has it, which need not be UTF-8.
    package func text(of token: Int) -> ArraySlice<UInt8> { texts.string(at: token) }

    /// Reads and checks the vocabulary of a model file.
    ///
    /// - Throws: `GGUFError` or `TokenizerError` naming the byte.
    package init(file: GGUFFile) throws {
        let metadata = file.metadata
        model = try metadata.text("tokenizer.ggml.model")
        preTokenizer = try metadata.optionalText("tokenizer.ggml.pre")
        let texts = try metadata.array("tokenizer.ggml.tokens", of: [.string])
        guard texts.count > 0 else {
            throw TokenizerError(
                path: file.path, byteOffset: texts.byteOffset, fault: .noTokens)
        }
        self.texts = texts
        kinds = try Self.kinds(of: texts, in: file)
        _ = try metadata.optionalArray(
            "tokenizer.ggml.scores", of: [.float32], count: texts.count)
        for entry in metadata.entries
        where entry.key.hasPrefix("tokenizer.ggml.") && entry.key.hasSuffix("_token_id") {
            _ = try metadata.integer(entry.key, in: 0...texts.count - 1)
        }
        func role(_ name: String) throws -> Int? {
            try metadata.optionalInteger("tokenizer.ggml.\(name)_token_id", in: 0...texts.count - 1)
        }
        beginToken = try role("bos")
        endToken = try role("eos")
        endOfTurnToken = try role("eot")
        addsBeginToken = try metadata.optionalBool("tokenizer.ggml.add_bos_token")
    }

    /// The lowest token of each text.
    package func tokensByText() -> [[UInt8]: Int] {
        var tokens: [[UInt8]: Int] = [:]
        tokens.reserveCapacity(count)
        for token in 0..<count {
            let text = Array(text(of: token))
            if tokens[text] == nil { tokens[text] = token }
        }
        return tokens
    }

    private static func kinds(of texts: GGUFArray, in file: GGUFFile) throws -> [Kind] {
        guard
            let codes = try file.metadata.optionalArray(
                "tokenizer.ggml.token_type", of: [.int32, .uint32], count: texts.count)
        else { return Array(repeating: .normal, count: texts.count) }
        return try (0..<codes.count).map { index in
            guard let code = codes[index].integer, let kind = Kind(rawValue: code) else {
                let fault = TokenizerFault.badTokenKind(
                    index: index, found: codes[index].printable)
                throw TokenizerError(
                    path: file.path, byteOffset: codes.byteOffset(of: index), fault: fault)
            }
            let text = texts.string(at: index)
            guard kind != .byte || isByteForm(text) else {
                let fault = TokenizerFault.badByteToken(index: index, text: printableText(text))
                throw TokenizerError(
                    path: file.path, byteOffset: texts.byteOffset(of: index), fault: fault)
            }
            return kind
        }
    }

    /// Whether a text is exactly `<0xHH>` with upper-case hexadecimal digits.
    private static func isByteForm(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count == 6, text.starts(with: "<0x".utf8), text.last == UInt8(ascii: ">") else {
            return false
        }
        return text.dropFirst(3).prefix(2).allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
        }
    }
}
