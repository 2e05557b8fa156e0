package import Engine

/// A task after its prefill, ready to be measured under any plan.
package struct MeasuredSample: Sendable {
    /// The task.
    package let task: CalibrationTask
    /// The prompt after its prefill.
    package let snapshot: PrefillSnapshot
    /// The answer that is teacher-forced, its end token included.
    package let answer: [Int]
    /// What generated text is compared with.
    package let expected: [String]
}
