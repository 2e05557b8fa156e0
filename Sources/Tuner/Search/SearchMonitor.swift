internal import Engine

/// How a search speaks to its caller.
package struct SearchMonitor {
    /// What happens while a search runs.
    package enum Event: Sendable {
        /// Local errors of so many layers are measured.
        case localErrors(layers: Int, of: Int)
        /// A candidate met a few samples.
        case screened(evaluations: Double, of: Double)
        /// A candidate was measured.
        case trial(SearchProgress)
    }

    /// Hears every event.
    package let hear: (Event) throws -> Void
    /// Whether to stop early and keep what was found.
    package let shouldStop: () -> Bool

    /// Speaks to two closures.
    package init(hear: @escaping (Event) throws -> Void, shouldStop: @escaping () -> Bool) {
        self.hear = hear
        self.shouldStop = shouldStop
    }
}
