extension UniformPlan {
    /// Reads a plan's text, such as `tokens=64+256,key-bits=4+2,value-bits=4+2,kernel=21`.
    ///
    /// `tokens`, `key-bits` and `value-bits` are required; everything else has a default.
    ///
    /// - Throws: `PlanError` naming what was found and what was expected.
    public init(text: String) throws(PlanError) {
        let fields = try PlanText(text)
        let head = try HeadPlan(tiers: Self.tiers(fields), grouping: Self.grouping(fields))
        let retention = try Retention(
            scorer: fields.word(.scorer) ?? .snapkv,
            sinks: fields.number(.sinks),
            recent: fields.number(.recent) ?? 32,
            observation: fields.number(.observation),
            kernel: fields.number(.kernel) ?? 7,
            pooling: fields.word(.pooling) ?? .max)
        try self.init(
            head: head, retention: retention, window: fields.number(.window) ?? 0,
            flush: fields.number(.flush) ?? 64)
    }

    /// The shortest text that reads back as this plan: names in their order, defaults left out.
    public var text: String {
        (tierFields + groupFields + retentionFields + tailFields).joined(separator: ",")
    }

    private static func tiers(_ fields: PlanText) throws(PlanError) -> [Tier] {
        let tokens = try fields.tokens()
        let keyBits = try fields.bits(.keyBits, count: tokens.count)
        let valueBits = try fields.bits(.valueBits, count: tokens.count)
        var tiers: [Tier] = []
        for index in tokens.indices {
            let precision = try Precision(keyBits: keyBits[index], valueBits: valueBits[index])
            tiers.append(try Tier(tokens: tokens[index], precision: precision))
        }
        return tiers
    }

    private static func grouping(_ fields: PlanText) throws(PlanError) -> Grouping {
        let both = try fields.groupSize(.group)
        return try Grouping(
            keys: fields.word(.keys) ?? .perChannel,
            keyGroup: fields.groupSize(.keyGroup) ?? both ?? 32,
            valueGroup: fields.groupSize(.valueGroup) ?? both ?? 32)
    }

    private var tierFields: [String] {
        [
            field(.tokens, head.tiers.map { $0.tokens == Tier.all ? "all" : "\($0.tokens)" }),
            field(.keyBits, shortened(head.tiers.map(\.precision.keyBits))),
            field(.valueBits, shortened(head.tiers.map(\.precision.valueBits))),
        ]
    }

    private var groupFields: [String] {
        let grouping = head.grouping
        let keys = field(.keys, grouping.keys.rawValue, default: Grouping.Keys.perChannel.rawValue)
        if grouping.keyGroup == grouping.valueGroup {
            return field(.group, grouping.keyGroup, default: 32) + keys
        }
        return field(.keyGroup, grouping.keyGroup, default: 32)
            + field(.valueGroup, grouping.valueGroup, default: 32) + keys
    }

    private var retentionFields: [String] {
        field(.scorer, retention.scorer.rawValue, default: Retention.Scorer.snapkv.rawValue)
            + field(.kernel, retention.kernel, default: 7)
            + field(.pooling, retention.pooling.rawValue, default: Retention.Pooling.max.rawValue)
            + field(.observation, retention.observation, default: min(32, retention.recent))
            + field(.recent, retention.recent, default: 32)
    }

    private var tailFields: [String] {
        field(.window, window, default: 0)
            + field(.sinks, retention.sinks, default: retention.scorer == .recent ? 4 : 0)
            + field(.flush, flush, default: 64)
    }

    private func field(_ name: PlanText.Name, _ parts: [String]) -> String {
        "\(name.rawValue)=\(parts.joined(separator: "+"))"
    }

    private func field<Value: Equatable>(
        _ name: PlanText.Name, _ value: Value, default standard: Value
    ) -> [String] {
        value == standard ? [] : ["\(name.rawValue)=\(value)"]
    }

    /// One number where all tiers have the same.
    private func shortened(_ bits: [Int]) -> [String] {
        Set(bits).count == 1 ? ["\(bits[0])"] : bits.map(String.init)
    }
}
