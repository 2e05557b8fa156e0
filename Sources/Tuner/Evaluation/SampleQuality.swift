/// What a plan does to one sample's answer under teacher forcing (METHODS section 6).
package struct SampleQuality: Sendable, Hashable {
    /// Mean divergence from the full cache's distribution, nats per token.
    package let kl: Double
    /// Mean negative log-likelihood of the answer's tokens after the first.
    package let nll: Double
    /// Share of tokens where both distributions have the same most likely token.
    package let agreement: Double

    /// States what was measured.
    package init(kl: Double, nll: Double, agreement: Double) {
        self.kl = kl
        self.nll = nll
        self.agreement = agreement
    }
}
