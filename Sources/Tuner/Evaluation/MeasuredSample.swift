package import Engine

/// A task after its prefill, ready to be measured under any plan.
package struct MeasuredSample: Sendable {
    /// The task.
    package let task: CalibrationTask
    /// The prompt after its prefill.
    package let snapshot: PrefillSnapshot
    /// The answer that is teacher-forced, its end token included.
    package let answer: [Int]
    /// The full cache's run over the answer.
    package let reference: AnswerReference
    /// What generated text is compared with.
    package let expected: [String]
    /// The snapshot's share of the memory that prompts may take, where one was reserved.
    private let block: SnapshotBlock?

    /// Gathers what was computed of a task.
    package init(
        task: CalibrationTask, snapshot: PrefillSnapshot, answer: [Int],
        reference: AnswerReference, expected: [String], block: SnapshotBlock?
    ) {
        self.task = task
        self.snapshot = snapshot
        self.answer = answer
        self.reference = reference
        self.expected = expected
        self.block = block
    }

    /// Runs the full cache over the answer.
    ///
    /// - Throws: `MemoryError`, or `InferenceError`.
    package init(
        task: CalibrationTask, snapshot: PrefillSnapshot, answer: [Int], expected: [String],
        model: LanguageModel
    ) throws {
        self.init(
            task: task, snapshot: snapshot, answer: answer,
            reference: try model.transformer.reference(snapshot, answer: answer),
            expected: expected, block: nil)
    }
}
