internal import Engine

/// The rate of compressing a prompt.
package struct PackingRate: Sendable {
    /// How the cache is stored, such as `4-bit`.
    package let cache: String
    /// Tokens of the prompt, all of which are kept.
    package let tokens: Int
    /// Seconds for all layers and heads.
    package let seconds: Double
    /// 10^9 bytes of the prompt's 16-bit keys and values that are read in a second.
    package let gigabytesPerSecond: Double
}

extension PackingRate: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "packing": [
                "cache": .string(cache), "tokens": .int(tokens), "seconds": .double(seconds),
                "gigabytes_per_second": .double(gigabytesPerSecond),
            ]
        ]
    }

    func add(to table: inout FactTable) {
        table.add(
            "packing",
            "\(cache), \(tokens) tokens: \(Decimals.text(seconds, 3)) s, "
                + "\(Decimals.text(gigabytesPerSecond, 1)) GB/s")
    }
}
