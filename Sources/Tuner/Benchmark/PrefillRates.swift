package import Engine

/// Rates of prefill.
package struct PrefillRates: Sendable {
    /// Prompts of one length.
    package struct Rate: Sendable {
        /// Tokens of the prompt.
        package let tokens: Int
        /// Tokens of the prompt that are run in a second.
        package let tokensPerSecond: Double
        /// The most memory that the process held until then.
        package let resident: ByteCount
    }

    /// Prompts in the order asked for.
    package let plain: [Rate]
    /// The same with the attention that each token receives.
    package let columnSums: [Rate]
}

extension PrefillRates: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "prefill": .array(plain.map(\.json)),
            "prefill_h2o": .array(columnSums.map(\.json)),
        ]
    }

    func add(to table: inout FactTable) {
        table.add("prefill", plain.map(\.line))
        table.add("prefill with sums for h2o", columnSums.map(\.line))
    }
}

extension PrefillRates.Rate {
    fileprivate var json: JSONEncoding {
        [
            "tokens": .int(tokens), "tokens_per_second": .double(tokensPerSecond),
            "resident_bytes": .int(resident.rawValue),
        ]
    }

    fileprivate var line: String {
        "\(tokens) tokens: \(Decimals.text(tokensPerSecond, 0)) tokens/s, "
            + "at most \(resident) until then"
    }
}
