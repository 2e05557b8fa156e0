package import Engine

/// How a generated task's text and the beginning of its answer make a prompt.
package enum PromptForm: Sendable, Hashable {
    /// A user's turn and an open turn of the assistant, with ChatML's markers.
    case chatml
    /// The text, a line feed and the beginning of the answer, for models without a chat format.
    case plain

    /// The form for a model.
    ///
    /// - Parameters:
    ///   - encoder: The model's encoder, made for `chatFormat`.
    ///   - chatFormat: The format that the user asked for; nil for the model's own, if it is known.
    /// - Throws: `TokenizerError` if the model lacks the markers of the format that was asked for.
    package init(for encoder: PromptEncoder, chatFormat: ChatFormat?) throws(TokenizerError) {
        do {
            _ = try encoder.messages([ChatMessage(role: "user", content: "")])
            self = .chatml
        } catch {
            guard chatFormat == nil else { throw error }
            self = .plain
        }
    }

    /// The text of a whole prompt, special tokens written out.
    package func prompt(userText: String, assistantPrefix: String) -> String {
        switch self {
        case .chatml:
            "<|im_start|>user\n\(userText)<|im_end|>\n<|im_start|>assistant\n\(assistantPrefix)"
        case .plain: "\(userText)\n\(assistantPrefix)"
        }
    }
}
