package import Engine
internal import Foundation

/// A plan as the reference file states it: tiers for all heads, by layer or by key-value head.
package struct ReferencePlan: Decodable, Sendable {
    private let tiers: [ReferenceTier]?
    private let tiersByLayerMod3: [[ReferenceTier]]?
    private let tiersByHead: [[ReferenceTier]]?
    private let keyGroup: Int
    private let valueGroup: Int
    private let keys: String
    private let scorer: String?
    private let kernel: Int?
    private let pooling: String?
    private let observation: Int?
    private let recent: Int
    private let window: Int
    private let sinks: Int
    private let flush: Int

    /// The file holds something that no plan says.
    package struct Unreadable: Error {
        let what: String
    }

    /// The plan for a model of so many layers and key-value heads.
    package func plan(layerCount: Int, kvHeadCount: Int) throws -> CompressionPlan {
        try CompressionPlan(
            retention: retention(), window: window, flush: flush,
            layers: (0..<layerCount).map { layer in
                try (0..<kvHeadCount).map { try head(layer: layer, kvHead: $0) }
            })
    }

    /// The plan for a model.
    package func plan(for shape: ModelShape) throws -> CompressionPlan {
        try plan(layerCount: shape.layerCount, kvHeadCount: shape.kvHeadCount)
    }

    /// How heads rank tokens.
    package func retention() throws -> Retention {
        try Retention(
            scorer: word(scorer) ?? .snapkv, sinks: sinks, recent: recent,
            observation: observation, kernel: kernel ?? 7, pooling: word(pooling) ?? .max)
    }

    /// The plan of one head.
    package func head(layer: Int, kvHead: Int) throws -> HeadPlan {
        let grouping = try Grouping(
            keys: word(keys) ?? .perChannel, keyGroup: keyGroup, valueGroup: valueGroup)
        guard let tiers = tiers ?? tiersByLayerMod3?[layer % 3] ?? tiersByHead?[kvHead] else {
            throw Unreadable(what: "a plan without tiers")
        }
        return try HeadPlan(tiers: tiers.map { try $0.tier() }, grouping: grouping)
    }

    private func word<Word: RawRepresentable<String>>(_ text: String?) throws -> Word? {
        guard let text else { return nil }
        guard let word = Word(rawValue: text) else { throw Unreadable(what: text) }
        return word
    }
}

/// `[tokens or "all", key bits, value bits]`.
private struct ReferenceTier: Decodable, Sendable {
    let tokens: Int
    let keyBits: Int
    let valueBits: Int

    init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        if let count = try? row.decode(Int.self) {
            tokens = count
        } else {
            let word = try row.decode(String.self)
            guard word == "all" else { throw ReferencePlan.Unreadable(what: word) }
            tokens = Tier.all
        }
        keyBits = try row.decode(Int.self)
        valueBits = try row.decode(Int.self)
    }

    func tier() throws -> Tier {
        try Tier(tokens: tokens, precision: Precision(keyBits: keyBits, valueBits: valueBits))
    }
}
