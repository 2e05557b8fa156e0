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

    /// Runs the full cache over the answer.
    ///
    /// - Throws: `MemoryError`, or `InferenceError`.
    package init(
        task: CalibrationTask, snapshot: PrefillSnapshot, answer: [Int], expected: [String],
        model: LanguageModel
    ) throws {
        self.task = task
        self.snapshot = snapshot
        self.answer = answer
        self.expected = expected
        reference = try model.transformer.reference(snapshot, answer: answer)
    }
}
