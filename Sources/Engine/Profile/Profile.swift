/// The file that a deployment loads: a plan, the model and the bytes it is for, and what it costs.
///
/// Format `kv-profile` version 1. A profile that exists is consistent: its plan fits its model, its
/// bytes are the plan's and within the budget.
public struct Profile: Sendable, Hashable {
    /// When prompts are compressed.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// After all of the prompt was seen, question included.
        case prompt
    }

    /// What the format is called in the file.
    public static let formatName = "kv-profile"
    /// The version that this build writes, and the newest that it reads.
    public static let formatVersion = 1
    /// The oldest reader of the files that this build writes.
    public static let minimumReader = 1

    /// The model that the plan is for.
    public let model: ModelFingerprint
    /// What the plan had to fit into.
    public let budget: ProfileBudget
    /// When prompts are compressed.
    public let mode: Mode
    /// What the cache keeps; every tier holds a number of tokens, none of them empty.
    public let plan: CompressionPlan
    /// What the plan did on held-out samples.
    public let quality: ProfileQuality
    /// How the profile came about.
    public let provenance: ProfileProvenance
    /// Bytes of each layer's caches, for all sequences.
    public let layerBytes: [ByteCount]

    /// Creates a profile; tiers that take all tokens get the number that the context leaves them.
    ///
    /// - Throws: `ProfileError` if the plan does not fit the model, or takes more than the budget.
    public init(
        model: ModelFingerprint, budget: ProfileBudget, mode: Mode = .prompt,
        plan: CompressionPlan, quality: ProfileQuality, provenance: ProfileProvenance
    ) throws(ProfileError) {
        try Self.check(plan, fits: model)
        try Self.refuseOverflow(model: model, budget: budget)
        let plan = try plan.withNumbers(context: budget.context)
        let layerBytes = plan.layers.map { heads in
            heads.reduce(HeadBytes.zero) { sum, head in
                sum
                    + head.bytes(
                        headDim: model.headDim, promptTokens: budget.context,
                        newTokens: budget.maxNewTokens, retention: plan.retention,
                        window: plan.window, flush: plan.flush)
            }.layerBytes * budget.concurrency
        }
        self.model = model
        self.budget = budget
        self.mode = mode
        self.plan = plan
        self.quality = quality
        self.provenance = provenance
        self.layerBytes = layerBytes
        guard bytes <= budget.bytes else {
            throw ProfileError(
                "bytes", found: "\(bytes.rawValue)",
                expected: "at most the budget's \(budget.bytes.rawValue)")
        }
    }

    /// Bytes of the caches of all sequences.
    public var bytes: ByteCount { layerBytes.reduce(ByteCount(0), +) }

    /// Refuses another model.
    ///
    /// - Throws: `ProfileError` naming what differs.
    public func check(against shape: ModelShape, sha256: String) throws(ProfileError) {
        try model.check(against: shape, sha256: sha256)
    }
}

extension Profile {
    private static func check(
        _ plan: CompressionPlan, fits model: ModelFingerprint
    ) throws(ProfileError) {
        guard plan.layers.count == model.layerCount else {
            throw ProfileError(
                "layers", found: "\(plan.layers.count) layers",
                expected: "the model's \(model.layerCount)")
        }
        for (layer, heads) in plan.layers.enumerated() where heads.count != model.kvHeadCount {
            throw ProfileError(
                "heads", found: "\(heads.count) key-value heads in layer \(layer)",
                expected: "the model's \(model.kvHeadCount)")
        }
        try checkNumbers(of: plan)
    }

    /// What is written must be readable: files hold the numbers that a plan's text may hold.
    private static func checkNumbers(of plan: CompressionPlan) throws(ProfileError) {
        let shared = [
            ("sinks", plan.retention.sinks), ("recent", plan.retention.recent),
            ("window", plan.window), ("flush", plan.flush),
        ]
        for (name, value) in shared {
            try ProfileChecks.number(value, of: name, in: 0...PlanText.largestNumber)
        }
        for grouping in plan.layers.joined().map(\.grouping) {
            try ProfileChecks.number(
                grouping.keyGroup, of: "key_group", in: PlanText.groupSizes)
            try ProfileChecks.number(
                grouping.valueGroup, of: "value_group", in: PlanText.groupSizes)
        }
    }

    /// No byte count of a plan for this model may wrap: at most 16 bytes for a channel of a token of
    /// a head, keys, values, scales and minima together, and a few for rounding up.
    private static func refuseOverflow(
        model: ModelFingerprint, budget: ProfileBudget
    ) throws(ProfileError) {
        let factors = [
            model.kvHeadCount, model.headDim, budget.context + budget.maxNewTokens + 64,
            budget.concurrency, 16,
        ]
        var product = model.layerCount
        for factor in factors {
            let (next, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else {
                throw ProfileError(
                    "budget", found: "more bytes than 64 bits can count",
                    expected: "a context and a concurrency that fit memory")
            }
            product = next
        }
    }
}

extension CompressionPlan {
    /// The same plan for prompts of up to `context` tokens, in numbers: no `all`, no empty tiers.
    fileprivate func withNumbers(context: Int) throws(ProfileError) -> Self {
        do {
            var layers: [[HeadPlan]] = []
            for heads in self.layers {
                var clipped: [HeadPlan] = []
                for head in heads { clipped.append(try head.withNumbers(context: context)) }
                layers.append(clipped)
            }
            return try Self(retention: retention, window: window, flush: flush, layers: layers)
        } catch {
            throw ProfileError("plan", found: "\(error)", expected: "a plan")
        }
    }
}

extension HeadPlan {
    fileprivate func withNumbers(context: Int) throws(PlanError) -> Self {
        let counts = clippedTokens(promptTokens: context)
        var clipped: [Tier] = []
        for (tier, count) in zip(tiers, counts) where count > 0 {
            clipped.append(try Tier(tokens: count, precision: tier.precision))
        }
        return try Self(tiers: clipped, grouping: grouping)
    }
}
