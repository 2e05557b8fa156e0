package import Engine

extension CompressionPlan {
    /// A plan that is unlike others in every number, with other tiers in every head.
    package static func random(
        for shape: ModelShape, inputs: inout RandomInputs
    ) throws -> CompressionPlan {
        let recent = inputs.element(of: [0, 1, 8, 32, inputs.int(in: 0...300)])
        let retention = try Retention(
            scorer: recent == 0 ? .recent : .snapkv,
            sinks: inputs.element(of: [0, 4, inputs.int(in: 0...700)]), recent: recent)
        let layers = try (0..<shape.layerCount).map { _ in
            try (0..<shape.kvHeadCount).map { _ in try HeadPlan.random(inputs: &inputs) }
        }
        return try CompressionPlan(
            retention: retention, window: inputs.int(in: 0...recent),
            flush: inputs.element(of: [1, 7, 16, 64, 500]), layers: layers)
    }
}

extension HeadPlan {
    /// Any tiers and grouping.
    package static func random(inputs: inout RandomInputs) throws -> HeadPlan {
        let tierCount = inputs.int(in: 1...4)
        let tiers = try (0..<tierCount).map { index in
            let counts = [0, inputs.int(in: 1...40), inputs.int(in: 1...400), 5000]
            let last = index == tierCount - 1 ? [Tier.all] : []
            let tokens = inputs.element(
                of: index == 0 ? Array(counts.dropFirst()) + last : counts + last)
            let precision = try Precision(
                keyBits: inputs.element(of: Precision.supportedBits),
                valueBits: inputs.element(of: Precision.supportedBits))
            return try Tier(tokens: tokens, precision: precision)
        }
        let grouping = try Grouping(
            keys: inputs.element(of: Grouping.Keys.allCases), keyGroup: inputs.int(in: 16...128),
            valueGroup: inputs.int(in: 16...128))
        return try HeadPlan(tiers: tiers, grouping: grouping)
    }
}
