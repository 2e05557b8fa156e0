internal import Engine

/// Rates of attention over stored keys and values.
package struct AttentionRates: Sendable {
    /// Where keys and values lie when they are read.
    package enum Place: String, Sendable {
        /// In the processor's cache; one thread reads one head.
        case cache
        /// In memory; all threads read many heads.
        case memory
    }

    /// Attention over heads of one width.
    package struct Rate: Sendable {
        /// How keys and values are stored, such as `4-bit`.
        package let cache: String
        /// Where they lie.
        package let place: Place
        /// Time for one cached token of one key-value head, in which all threads share.
        package let nanosecondsPerToken: Double
        /// 10^9 stored bytes that are read in a second.
        package let gigabytesPerSecond: Double
    }

    /// Widths, from many to few bits, in the processor's cache and in memory.
    package let rates: [Rate]
}

extension AttentionRates: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "attention": .array(
                rates.map {
                    [
                        "cache": .string($0.cache), "place": .string($0.place.rawValue),
                        "nanoseconds_per_token": .double($0.nanosecondsPerToken),
                        "gigabytes_per_second": .double($0.gigabytesPerSecond),
                    ]
                })
        ]
    }

    func add(to table: inout FactTable) {
        table.add(
            "attention alone",
            rates.map { rate in
                let place =
                    switch rate.place {
                    case .cache: "from the processor's cache, 1 thread"
                    case .memory: "from memory, all threads"
                    }
                return "\(rate.cache), \(place): "
                    + "\(Decimals.text(rate.nanosecondsPerToken, 2)) ns a token and head, "
                    + "\(Decimals.text(rate.gigabytesPerSecond, 1)) GB/s"
            })
    }
}
