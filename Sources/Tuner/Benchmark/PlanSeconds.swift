internal import Engine

/// What one evaluation of a plan takes, by what an evaluation before it left.
package struct PlanSeconds: Sendable {
    /// Samples that are measured.
    package let samples: Int
    /// Tokens of each prompt.
    package let tokens: Int
    /// Tokens of each answer.
    package let answerTokens: Int
    /// What is kept of a prompt.
    package let plan: String
    /// Seconds where nothing is left: everything is packed and all layers run.
    package let full: Double
    /// Seconds where the plan before was alike in the lower half of the layers.
    package let fromMiddleLayer: Double
    /// Seconds where the plan before was alike in the lower two thirds of the layers.
    package let fromLastThird: Double
    /// Seconds where the plan before was alike above the first layer: all layers run, and the first
    /// is packed.
    package let keptLayers: Double
}

extension PlanSeconds {
    private var variants: [(name: String, seconds: Double)] {
        [
            ("full", full), ("from_middle_layer", fromMiddleLayer),
            ("from_last_third", fromLastThird), ("kept_layers", keptLayers),
        ]
    }

    var json: JSONEncoding {
        var fields: [String: JSONEncoding] = [
            "samples": .int(samples), "tokens": .int(tokens), "answer_tokens": .int(answerTokens),
            "plan": .string(plan),
        ]
        for variant in variants { fields[variant.name] = .double(variant.seconds) }
        fields["evaluations_per_second"] = .object(
            Dictionary(
                uniqueKeysWithValues: variants.map { ($0.name, .double(1 / $0.seconds)) }))
        return .object(fields)
    }

    var line: String {
        "\(samples) samples of \(tokens) + \(answerTokens) tokens, \(plan): "
            + "\(Decimals.text(full, 3)) s, "
            + "\(Decimals.text(fromMiddleLayer, 3)) s from the middle layer, "
            + "\(Decimals.text(fromLastThird, 3)) s from the last third, "
            + "\(Decimals.text(keptLayers, 3)) s with one layer packed"
    }
}
