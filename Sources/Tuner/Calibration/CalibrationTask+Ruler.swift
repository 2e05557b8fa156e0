internal import Engine

extension CalibrationTask {
    /// What RULER writes beside `input` and `outputs` and a measurement does not need.
    private static let ignoredRulerKeys = [
        "index", "length", "length_w_model_temp", "token_position_answer", "others", "truncation",
        "task",
    ]

    /// Reads RULER's form: the first answer joins all `outputs` by ", ", each of them is expected.
    ///
    /// `answer_prefix`, which newer versions cut off the end of `input` and feed right behind it, is
    /// put back.
    ///
    /// - Throws: `JSONError` for a missing or unknown key or another type.
    init(ruler fields: JSONFields) throws(JSONError) {
        try fields.refuseKeys(
            otherThan: ["input", "outputs", "answer_prefix", "metric", "id"]
                + Self.ignoredRulerKeys)
        let input = try Self.text("input", of: fields)
        let prefix = try fields.optional("answer_prefix").map(Self.string) ?? ""
        let outputs = try Self.answers(fields.value("outputs"))
        self.init(
            id: try Self.id(of: fields), content: .prompt(input + prefix),
            answers: outputs.isEmpty ? [] : [outputs.joined(separator: ", ")], expected: outputs,
            scoring: TaskScoring(metric: try Self.metric(of: fields) ?? .stringMatch),
            line: fields.location.line)
    }

    private static func string(_ value: JSONValue) throws(JSONError) -> String {
        try value.string()
    }
}
