package import Engine

extension HeadMap {
    /// The map of a profile: each head's bytes, new tokens apart, as a share of those that the full
    /// cache gives it.
    package init(_ profile: Profile) {
        let (plan, tokens, headDim) = (
            profile.plan, profile.budget.context, profile.model.headDim
        )
        let full = Double(4 * tokens * headDim)
        let shares = plan.layers.map { heads in
            heads.map { head in
                let bytes = head.bytes(
                    headDim: headDim, promptTokens: tokens, newTokens: 0,
                    retention: plan.retention, window: plan.window, flush: plan.flush)
                return Double(
                    bytes.keyCodes + bytes.valueCodes + bytes.halfKeys + bytes.halfValues) / full
            }
        }
        self.init(shares: shares, quantity: "bytes")
    }
}
