internal import Engine

/// Rates of decoding.
package struct DecodeRates: Sendable {
    /// Decoding over one cache.
    package struct Rate: Sendable {
        /// How the cache is stored, such as `4-bit`.
        package let cache: String
        /// Tokens that the cache holds when decoding starts.
        package let tokens: Int
        /// New tokens in a second.
        package let tokensPerSecond: Double
    }

    /// Caches, length by length, from many to few bits.
    package let rates: [Rate]
}

extension DecodeRates: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "decode": .array(
                rates.map {
                    [
                        "cache": .string($0.cache), "tokens": .int($0.tokens),
                        "tokens_per_second": .double($0.tokensPerSecond),
                    ]
                })
        ]
    }

    func add(to table: inout FactTable) {
        table.add(
            "decode",
            rates.map {
                "\($0.cache) cache of \($0.tokens) tokens: "
                    + "\(Decimals.text($0.tokensPerSecond, 1)) tokens/s"
            })
    }
}
