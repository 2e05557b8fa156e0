/// Why a model's tokenizer was refused, with the byte of its file.
package typealias TokenizerError = ByteError<TokenizerFault>

/// What can be wrong with the tokenizer in a model file.
package enum TokenizerFault: FileFault {
    /// A kind of tokenizer that is not known here.
    case unsupportedModel(String)
    /// Rules for cutting text into words that are not known here.
    case unsupportedPreTokenizer(String)
    /// No tokens at all.
    case noTokens
    /// A token kind outside 0 to 6.
    case badTokenKind(index: Int, found: String)
    /// A byte token whose text is not of the form `<0x41>`.
    case badByteToken(index: Int, text: String)
    /// A merge that is not two parts with one space between them.
    case badMerge(index: Int, text: String)
    /// A merge of, or into, something that is no token.
    case unknownMerge(index: Int, text: String)
    /// Neither an end of text nor an end of turn.
    case noEndToken
    /// A beginning is to be added and is not named.
    case noBeginToken
    /// A chat format whose markers the model does not have.
    case noChatMarker(String)
    /// A chat template that is not recognised, or none at all.
    case unknownChatTemplate(isPresent: Bool)

    /// Whether the file may be right and only cannot be used here yet.
    package var isUnsupported: Bool {
        switch self {
        case .unsupportedModel, .unsupportedPreTokenizer: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .unsupportedModel(let name): "found tokenizer \(name), expected gpt2"
        case .unsupportedPreTokenizer(let name):
            "found pre-tokenizer \(name), expected smollm or gpt-2"
        case .noTokens: "found no tokens, expected 1 or more"
        case .badTokenKind(let index, let found):
            "found kind \(found) of token \(index), expected 0 to 6"
        case .badByteToken(let index, let text):
            "found byte token \(index) \"\(text)\", expected a text such as <0x41>"
        case .badMerge(let index, let text):
            "found merge \(index) \"\(text)\", expected two tokens with one space between them"
        case .unknownMerge(let index, let text):
            "found merge \(index) \"\(text)\", expected both parts and their union to be tokens"
        case .noEndToken: "found no eos_token_id and no eot_token_id, expected one"
        case .noBeginToken: "found add_bos_token and no bos_token_id, expected both"
        case .noChatMarker(let text): "found no token \(text), expected it for this chat format"
        case .unknownChatTemplate(true): "found an unknown chat template, expected ChatML"
        case .unknownChatTemplate(false): "found no chat template, expected ChatML"
        }
    }

    package var hint: String? {
        switch self {
        case .unknownChatTemplate: "name the format with --chat-format chatml"
        case .noChatMarker: "this model cannot chat in ChatML; use a plain prompt"
        default: nil
        }
    }
}
