/// A step of the search that can be left out, to see what it is worth.
package enum SearchStep: String, Sendable, Hashable, CaseIterable {
    /// Layers and units measured one by one.
    case gains
    /// Units of the best plans exchanged.
    case exchanges
    /// Gains that are learned from trials; without it they are drawn from what is likely before any.
    case learning
    /// The part of the model that predicted losses cannot explain.
    case residual
    /// Candidates dropped before they have met all samples.
    case racing
    /// An end before all evaluations are spent.
    case stopping
}
