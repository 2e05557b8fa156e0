internal import Engine

extension CalibrationTask {
    /// What LongBench writes beside the fields that a measurement needs.
    private static let ignoredLongBenchKeys = ["length", "language", "_id"]

    /// Reads LongBench's form: `context` and then `input`, the metric by `dataset`.
    ///
    /// Where `input` is empty, as in its summaries and its code, the context is the whole prompt.
    ///
    /// - Throws: `JSONError` for a missing or unknown key, another type, or a data set that is not
    ///   LongBench's in a task without a `metric`.
    init(longBench fields: JSONFields) throws(JSONError) {
        try fields.refuseKeys(
            otherThan: [
                "input", "context", "answers", "dataset", "all_classes", "metric", "id",
            ] + Self.ignoredLongBenchKeys)
        guard fields.contains("context") else {
            throw JSONError(
                at: fields.location, found: "a task with \"input\" alone",
                expected: "\"outputs\" (RULER) or \"context\" (LongBench) beside it",
                hint: Self.formatHint)
        }
        let context = try Self.text("context", of: fields)
        let question = try fields.string("input")
        let answers = try Self.answers(fields.value("answers"))
        self.init(
            id: try Self.id(of: fields),
            content: question.isEmpty
                ? .prompt(context) : .contextQuestion(context: context, question: question),
            answers: answers, expected: answers, scoring: try Self.longBenchScoring(fields),
            line: fields.location.line)
    }

    private static func longBenchScoring(_ fields: JSONFields) throws(JSONError) -> TaskScoring {
        var classes: [String] = []
        if let value = fields.optional("all_classes"), !value.isNull {
            classes = try answers(value)
        }
        let ownMetric = try metric(of: fields)
        if let ownMetric, !fields.contains("dataset") {
            return TaskScoring(metric: ownMetric, classes: classes)
        }
        let value = try fields.value("dataset")
        let name = try value.string()
        let dataset = name.hasSuffix("_e") ? String(name.dropLast(2)) : name
        guard let metric = ownMetric ?? longBenchMetrics[dataset] else {
            let known = longBenchMetrics.keys.sorted()
            let nearest = Spelling.nearest(to: dataset, among: known)
            throw value.mismatch(
                expected: "a data set of LongBench or a \"metric\" beside it",
                hint: nearest.map { "did you mean \(DisplayText.quoted($0))?" })
        }
        return TaskScoring(
            metric: metric, classes: classes,
            firstLineOnly: ["trec", "triviaqa", "samsum", "lsht"].contains(dataset))
    }

    /// LongBench's data sets and its metrics for them.
    private static let longBenchMetrics: [String: TaskMetric] = [
        "narrativeqa": .f1, "qasper": .f1, "multifieldqa_en": .f1, "multifieldqa_zh": .f1,
        "hotpotqa": .f1, "2wikimqa": .f1, "musique": .f1, "triviaqa": .f1,
        "dureader": .rougeL, "gov_report": .rougeL, "qmsum": .rougeL, "multi_news": .rougeL,
        "vcsum": .rougeL, "samsum": .rougeL,
        "trec": .accuracy, "lsht": .accuracy, "passage_count": .accuracy,
        "passage_retrieval_en": .accuracy, "passage_retrieval_zh": .accuracy,
        "lcc": .editSimilarity, "repobench-p": .editSimilarity,
    ]
}
