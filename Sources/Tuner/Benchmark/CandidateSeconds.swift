internal import Engine

/// What one evaluation of a plan takes that holds a twelfth of the full cache.
package struct CandidateSeconds: Sendable {
    /// Samples that are measured.
    package let samples: Int
    /// Tokens of each prompt.
    package let tokens: Int
    /// Seconds of one evaluation that starts at the first layer.
    package let seconds: Double
    /// Seconds where the plan before was alike in the lower half of the layers.
    package let fromMiddleLayer: Double
    /// Seconds where the plan before was alike in the lower two thirds of the layers.
    package let fromLastThird: Double
}

extension CandidateSeconds: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "candidate": [
                "samples": .int(samples), "seconds": .double(seconds),
                "seconds_from_last_third": .double(fromLastThird),
                "seconds_from_middle_layer": .double(fromMiddleLayer), "tokens": .int(tokens),
            ]
        ]
    }

    func add(to table: inout FactTable) {
        table.add(
            "candidate of 1/12",
            "\(samples) samples of \(tokens) tokens: \(Decimals.text(seconds, 3)) s, "
                + "\(Decimals.text(fromMiddleLayer, 3)) s from the middle layer, "
                + "\(Decimals.text(fromLastThird, 3)) s from the last third")
    }
}
