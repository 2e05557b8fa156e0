package import Engine

/// A task as the engine sees it.
package struct TokenizedTask: Sendable {
    /// The task.
    package let task: CalibrationTask
    /// The prompt's tokens.
    package let prompt: [Int]
    /// The first answer's tokens with the end token; nil where the full cache's own answer serves.
    package let answer: [Int]?

    /// Tokenizes a task in mode prompt (METHODS section 6).
    ///
    /// - Throws: `TokenizerError` if its messages need a chat format that is not known.
    package init(_ task: CalibrationTask, encoder: PromptEncoder) throws {
        self.task = task
        let ending: String
        switch task.content {
        case .prompt(let text):
            prompt = encoder.prompt(text)
            ending = text
        case .messages(let messages):
            prompt = try encoder.messages(messages)
            ending = PromptEncoder.ending(of: messages)
        case .contextQuestion(let context, let question):
            prompt = encoder.prompt(context: context, question: question)
            ending = context + question
        }
        answer = task.answers.first.map { encoder.answer($0, afterPromptEndingIn: ending) }
    }
}
