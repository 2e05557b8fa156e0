package import Engine

extension CalibrationTask {
    /// What a line may hold, in one line.
    static let formatHint = """
        a task is {"prompt": "...", "answers": ["..."]}, or has "messages", or "context" and \
        "question", in place of "prompt"
        """

    /// What to do with a file that is one array.
    static let arrayHint = "put one object on each line: jq -c '.[]' FILE"

    /// Reads a task in one of three forms, told apart by their keys: ours, RULER's (`input` and
    /// `outputs`) and LongBench's (`input` and `context`).
    ///
    /// - Throws: `JSONError` with the place of what is missing, unknown or of another type.
    package init(_ value: JSONValue) throws(JSONError) {
        guard case .object = value.kind else {
            throw value.mismatch(expected: "an object", hint: Self.hint(for: value))
        }
        let fields = try value.object()
        if fields.contains("input") {
            if fields.contains("outputs") {
                try self.init(ruler: fields)
            } else {
                try self.init(longBench: fields)
            }
        } else {
            try self.init(own: fields)
        }
    }

    /// Reads `{"prompt" | "messages" | ("context", "question"), "answers"?, "metric"?, "id"?}`.
    private init(own fields: JSONFields) throws(JSONError) {
        try fields.refuseKeys(otherThan: [
            "prompt", "messages", "context", "question", "answers", "metric", "id",
        ])
        let content = try Self.content(of: fields)
        let answers = try fields.optional("answers").map(Self.answers) ?? []
        self.init(
            id: try Self.id(of: fields), content: content, answers: answers, expected: answers,
            scoring: TaskScoring(metric: try Self.metric(of: fields) ?? .stringMatch),
            line: fields.location.line)
    }

    private static func content(of fields: JSONFields) throws(JSONError) -> Content {
        let forms = ["prompt", "messages", "context", "question"].filter(fields.contains)
        switch forms {
        case ["prompt"]:
            return .prompt(try text("prompt", of: fields))
        case ["messages"]:
            return .messages(try messages(fields.value("messages")))
        case ["context", "question"]:
            return .contextQuestion(
                context: try text("context", of: fields),
                question: try text("question", of: fields))
        default:
            let names = forms.map { DisplayText.quoted($0) }.joined(separator: " and ")
            throw JSONError(
                at: fields.location,
                found: forms.isEmpty ? "a task without a prompt" : "a task with \(names)",
                expected: "\"prompt\", \"messages\", or \"context\" and \"question\"",
                hint: forms.isEmpty ? formatHint : nil)
        }
    }

    /// Who may speak.
    private static let roles = ["system", "user", "assistant", "tool"]

    private static func messages(_ value: JSONValue) throws(JSONError) -> [ChatMessage] {
        let values = try value.array()
        guard !values.isEmpty else {
            throw JSONError(
                at: value.location, found: "an empty array", expected: "one message or more")
        }
        var messages: [ChatMessage] = []
        for value in values {
            let fields = try value.object(keys: ["role", "content"])
            let role = try fields.string("role")
            guard roles.contains(role) else {
                throw try fields.value("role").mismatch(
                    expected: DisplayText.alternatives(roles),
                    hint: Spelling.hint(for: role, among: roles))
            }
            messages.append(ChatMessage(role: role, content: try fields.string("content")))
        }
        return messages
    }

    private static func hint(for value: JSONValue) -> String {
        if case .array = value.kind {
            return arrayHint
        }
        return formatHint
    }
}

// MARK: - Fields that the forms share

extension CalibrationTask {
    /// The text of a key, refused where it is empty.
    static func text(_ key: String, of fields: JSONFields) throws(JSONError) -> String {
        let value = try fields.value(key)
        let text = try value.string()
        guard !text.isEmpty else {
            throw JSONError(at: value.location, found: "an empty \(key)", expected: "some text")
        }
        return text
    }

    /// The `id`, a string or an integer, else the line's number.
    static func id(of fields: JSONFields) throws(JSONError) -> String {
        guard let value = fields.optional("id") else { return String(fields.location.line) }
        if case .number = value.kind { return String(try value.int()) }
        guard case .string(let id) = value.kind, !id.isEmpty else {
            throw value.mismatch(expected: "some text or an integer")
        }
        return id
    }

    /// The `metric`, if the task names one.
    static func metric(of fields: JSONFields) throws(JSONError) -> TaskMetric? {
        guard let value = fields.optional("metric") else { return nil }
        let name = try value.string()
        guard let metric = TaskMetric(rawValue: name) else {
            let names = TaskMetric.allCases.map(\.rawValue)
            throw value.mismatch(
                expected: DisplayText.alternatives(names),
                hint: Spelling.hint(for: name, among: names))
        }
        return metric
    }

    /// Answers: an array of texts that are not blank; it may be empty.
    static func answers(_ value: JSONValue) throws(JSONError) -> [String] {
        if case .string = value.kind {
            throw value.mismatch(
                expected: "an array of strings", hint: "put the answer in brackets: [\"...\"]")
        }
        var answers: [String] = []
        for value in try value.array() {
            let answer = try value.string()
            guard !MetricText.trimmed(answer).isEmpty else {
                throw value.mismatch(
                    expected: "some text",
                    hint: "leave `answers` out to measure against the full cache's own answer")
            }
            answers.append(answer)
        }
        return answers
    }
}
