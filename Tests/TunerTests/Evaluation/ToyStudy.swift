import Engine
import TestSupport
import Tuner

/// Tasks of the toy model after their prefill.
struct ToyStudy {
    let directory: TemporaryDirectory
    let model: LanguageModel
    let set: CalibrationSet
    let selection: TaskSelection
    let samples: [MeasuredSample]

    init(
        tasks: Int, words: ClosedRange<Int> = 20...40, withAnswers: Bool = true, threads: Int = 1
    ) throws {
        directory = try TemporaryDirectory()
        model = try LanguageModel(path: ToyModel().write(to: directory), threads: threads)
        let lines = ToyTasks.lines(tasks, words: words, withAnswers: withAnswers)
        set = try CalibrationSet(
            path: directory.write(Array(lines.utf8), as: "tasks.jsonl"))
        selection = try TaskSelection(
            set, encoder: model.encoder, shape: model.shape, context: nil, maxNewTokens: nil,
            strict: false)
        samples = try SamplePreparation(
            model: model, columnSums: false, maxNewTokens: selection.maxNewTokens
        ).samples(selection.tasks) { _, _ in }
    }

    /// A budget that is a share of the full cache.
    func budget(oneOf parts: Int) -> SearchBudget {
        let full = model.shape.fullCacheBytes(
            promptTokens: selection.context, newTokens: selection.maxNewTokens)
        return budget(bytes: full.rawValue / parts)
    }

    /// A budget for one sequence.
    func budget(bytes: Int) -> SearchBudget {
        SearchBudget(
            bytes: ByteCount(bytes), context: selection.context,
            maxNewTokens: selection.maxNewTokens, concurrency: 1)
    }

    /// A plan for the toy model.
    func plan(_ text: String) throws -> CompressionPlan {
        try UniformPlan(text: text).plan(for: model.shape)
    }
}
