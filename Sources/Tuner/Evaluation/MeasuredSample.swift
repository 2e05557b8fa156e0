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

/// What a plan does to one sample's answer under teacher forcing (METHODS section 6).
package struct SampleQuality: Sendable, Hashable {
    /// Mean divergence from the full cache's distribution, nats per token.
    package let kl: Double
    /// Mean negative log-likelihood of the answer's tokens after the first.
    package let nll: Double
    /// Share of tokens where both distributions have the same most likely token.
    package let agreement: Double
}
