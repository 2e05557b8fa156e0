internal import Foundation

/// The scores of a layer, by scorer.
package struct ReferenceScores: Decodable, Sendable {
    /// What one scorer says of a layer's key-value heads.
    package struct Scorer: Decodable, Sendable {
        /// Scores are compared over this number of first positions.
        package let positions: Int
        /// `[G, 8]`.
        package let first8: [[Float]]
        /// The positions of the 64 highest scores, ascending, `[G, 64]`.
        package let top64: [[Int]]
    }

    package let layer: Int
    /// By the file's names: `snapkv_o32_k7_max`, `snapkv_o32_k21_max`, `snapkv_o16_k7_mean`, `h2o`,
    /// `tova`, `knorm`.
    package let byName: [String: Scorer]

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let camelCase = [
            "snapkvO32K7Max": "snapkv_o32_k7_max", "snapkvO32K21Max": "snapkv_o32_k21_max",
            "snapkvO16K7Mean": "snapkv_o16_k7_mean",
        ]
        var byName: [String: Scorer] = [:]
        for key in container.allKeys where key.stringValue != "layer" {
            let name = camelCase[key.stringValue] ?? key.stringValue
            byName[name] = try container.decode(Scorer.self, forKey: key)
        }
        self.layer = try container.decode(Int.self, forKey: Key(stringValue: "layer"))
        self.byName = byName
    }
}
