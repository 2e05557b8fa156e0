package import Engine

/// One of the user's own tasks: what the model reads and what it should answer.
package struct CalibrationTask: Sendable, Hashable {
    /// What the model reads.
    package enum Content: Sendable, Hashable {
        /// Text that is tokenized as it is; special tokens count.
        case prompt(String)
        /// Turns that go through the model's chat format; never empty.
        case messages([ChatMessage])
        /// A context that may be compressed before the question is seen; plain concatenation.
        case contextQuestion(context: String, question: String)
    }

    /// Names the task in reports; the line number where the file gives no `id`.
    package let id: String
    /// What the model reads.
    package let content: Content
    /// Good answers.
    ///
    /// The first is teacher-forced; where there is none the full cache's own greedy answer takes its
    /// place.
    package let answers: [String]
    /// What the score compares an output with: `answers`, except for RULER, where `answers` is one
    /// text that joins them.
    package let expected: [String]
    /// How an output is scored.
    package let scoring: TaskScoring
    /// The line of the file, from 1.
    package let line: Int

    /// States a task.
    package init(
        id: String, content: Content, answers: [String], expected: [String], scoring: TaskScoring,
        line: Int
    ) {
        self.id = id
        self.content = content
        self.answers = answers
        self.expected = expected
        self.scoring = scoring
        self.line = line
    }

    /// The task's metric.
    package var metric: TaskMetric { scoring.metric }
}

extension CalibrationTask {
    /// SHA-256 over what the model reads, in hexadecimal.
    ///
    /// It is equal for equal prompts whatever their answers, so that a split can keep them together. A
    /// context and its question count as the prompt that they concatenate to.
    package var contentHash: String {
        var hash = ContentHash()
        switch content {
        case .prompt(let text):
            hash.update("prompt")
            hash.update(text)
        case .contextQuestion(let context, let question):
            hash.update("prompt")
            hash.update(context + question)
        case .messages(let messages):
            hash.update("messages")
            for message in messages {
                hash.update(message.role)
                hash.update(message.content)
            }
        }
        return hash.hexadecimal()
    }
}
