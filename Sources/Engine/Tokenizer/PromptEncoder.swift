/// How the texts of a sample become tokens, so that every command means the same by a prompt.
package struct PromptEncoder: Sendable {
    /// A prompt in two parts that were tokenized apart.
    package struct Parts: Sendable, Hashable {
        /// The tokens of both, the context's first.
        package let tokens: [Int]
        /// How many of them are the context's.
        package let contextCount: Int
    }

    /// The tokens' source.
    package let tokenizer: Tokenizer

    private let chat: Result<ChatMarkers, TokenizerError>

    /// Prepares a model's prompts.
    ///
    /// - Parameter chatFormat: The format of conversations; by default the one that the file's chat
    ///   template describes. A template that is not known is an error only when `messages` needs it.
    package init(file: GGUFFile, tokenizer: Tokenizer, chatFormat: ChatFormat? = nil) {
        self.tokenizer = tokenizer
        chat = Result { () throws(TokenizerError) in
            try ChatMarkers(file: file, tokenizer: tokenizer, format: chatFormat)
        }
    }

    /// The tokens of a plain prompt: special tokens count, the beginning comes where the model wants it,
    /// once.
    package func prompt(_ text: String) -> [Int] {
        let tokens = tokenizer.encode(text, parsingSpecials: true)
        guard let begin = tokenizer.beginToken, tokens.first != begin else { return tokens }
        return beginning + tokens
    }

    /// The tokens of a context and a question as one plain concatenation (prompt mode).
    package func prompt(context: String, question: String) -> [Int] { prompt(context + question) }

    /// The tokens of a context and a question, tokenized apart (context mode).
    package func parts(context: String, question: String) -> Parts {
        let first = prompt(context)
        let second = tokenizer.encode(question, parsingSpecials: true)
        return Parts(tokens: first + second, contextCount: first.count)
    }

    /// The tokens of a conversation.
    ///
    /// Only the format's own markers are special, nothing is added before the first message, and the
    /// assistant's header follows unless the last message is the assistant's, which is then left open.
    ///
    /// - Throws: `TokenizerError` if the model's chat format is not known.
    package func messages(_ messages: [ChatMessage]) throws(TokenizerError) -> [Int] {
        let markers = try chat.get()
        var tokens = tokenizer.beginToken == markers.start ? [] : beginning
        for (index, message) in messages.enumerated() {
            tokens.append(markers.start)
            tokens += plain("\(message.role)\n\(message.content)")
            if index == messages.count - 1 && message.role == "assistant" { return tokens }
            tokens.append(markers.end)
            tokens += plain("\n")
        }
        return tokens + [markers.start] + plain("assistant\n")
    }

    /// The text on which an answer to a conversation follows, for `answer(_:afterPromptEndingIn:)`.
    package static func ending(of messages: [ChatMessage]) -> String {
        guard let last = messages.last, last.role == "assistant" else { return "assistant\n" }
        return "assistant\n" + last.content
    }

    /// The tokens of an answer: tokenized on its own, after one space unless the prompt ends in white
    /// space or the answer starts with it, and followed by the end of the turn.
    ///
    /// - Parameter prompt: The text of the prompt; only its last character counts.
    package func answer(_ text: String, afterPromptEndingIn prompt: String) -> [Int] {
        let isApart =
            prompt.unicodeScalars.last?.properties.isWhitespace == true
            || text.unicodeScalars.first?.properties.isWhitespace == true
        return plain(isApart ? text : " " + text) + [tokenizer.endOfTurnToken]
    }

    private var beginning: [Int] {
        guard tokenizer.addsBeginToken, let begin = tokenizer.beginToken else { return [] }
        return [begin]
    }

    private func plain(_ text: String) -> [Int] {
        tokenizer.encode(text, parsingSpecials: false)
    }
}
