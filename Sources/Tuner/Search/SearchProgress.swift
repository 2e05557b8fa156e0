/// Where a search stands after a trial.
package struct SearchProgress: Sendable {
    /// The trial's number, from 1.
    package let number: Int
    /// What was spent.
    package let evaluations: Double
    /// What may be spent.
    package let limit: Double
    /// What was measured.
    package let trial: Trial
    /// The best candidate so far.
    package let best: Trial
    /// The best of those that treat all heads alike.
    package let bestUniform: Trial?
    /// How much less another plan may lose, by what the trials teach; nil before they do.
    package let gap: Double?
    /// Whether an earlier run measured it.
    package let isKept: Bool
}
