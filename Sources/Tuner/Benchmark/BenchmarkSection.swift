/// A part of `tune bench` that can be measured apart.
package enum BenchmarkSection: String, Sendable, CaseIterable {
    /// Matrix products.
    case arithmetic
    /// Prompts, without and with the attention that each token receives.
    case prefill
    /// New tokens over caches of all widths.
    case decode
    /// Attention over stored keys and values alone.
    case attention
    /// Compressing a prompt's keys and values.
    case packing
    /// Evaluations of a search's plans.
    case candidates
}
