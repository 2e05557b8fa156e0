package import Engine

/// This machine's rates with a model.
package struct BenchmarkResult: Sendable {
    /// Prompts of one length.
    package struct Prefill: Sendable {
        /// Tokens of the prompt.
        package let tokens: Int
        /// Tokens of the prompt that are run in a second.
        package let tokensPerSecond: Double
    }

    /// Decoding over one cache.
    package struct Decode: Sendable {
        /// How the cache is stored, such as `4-bit`.
        package let cache: String
        /// Tokens that the cache holds when decoding starts.
        package let tokens: Int
        /// New tokens in a second.
        package let tokensPerSecond: Double
    }

    /// One evaluation of a plan that takes a twelfth of the full cache.
    package struct Candidate: Sendable {
        /// Samples that are measured.
        package let samples: Int
        /// Tokens of each prompt.
        package let tokens: Int
        /// Seconds of one evaluation that starts at the first layer.
        package let seconds: Double
        /// Seconds where the plan before was alike in the lower half of the layers.
        package let secondsFromMiddleLayer: Double
        /// Seconds where the plan before was alike in the lower two thirds of the layers.
        package let secondsFromLastThird: Double
    }

    /// The processor that OpenBLAS takes this one for.
    package let blasCore: String
    /// OpenBLAS' matrix product on one thread, 10^9 operations a second.
    package let blasGigaflops: Double
    /// The engine's own matrix product on one thread, 10^9 operations a second.
    package let kernelGigaflops: Double
    /// The engine's instruction set.
    package let kernels: String
    /// Threads of everything else.
    package let threads: Int
    /// Prompts, from short to long.
    package let prefill: [Prefill]
    /// Caches, from many to few bits.
    package let decode: [Decode]
    /// A candidate of a search.
    package let candidate: Candidate
    /// The most memory that the process held.
    package let peakResident: ByteCount
}

extension BenchmarkResult {
    /// The line of `--json`.
    package var json: JSONEncoding {
        [
            "blas_core": .string(blasCore),
            "blas_gflops": .double(blasGigaflops),
            "candidate": [
                "samples": .int(candidate.samples), "seconds": .double(candidate.seconds),
                "seconds_from_last_third": .double(candidate.secondsFromLastThird),
                "seconds_from_middle_layer": .double(candidate.secondsFromMiddleLayer),
                "tokens": .int(candidate.tokens),
            ],
            "decode": .array(
                decode.map {
                    [
                        "cache": .string($0.cache), "tokens": .int($0.tokens),
                        "tokens_per_second": .double($0.tokensPerSecond),
                    ]
                }),
            "kernel_gflops": .double(kernelGigaflops),
            "kernels": .string(kernels),
            "peak_resident_bytes": .int(peakResident.rawValue),
            "prefill": .array(
                prefill.map {
                    [
                        "tokens": .int($0.tokens),
                        "tokens_per_second": .double($0.tokensPerSecond),
                    ]
                }),
            "threads": .int(threads),
        ]
    }

    /// The table for people.
    package var lines: [String] {
        var table = FactTable()
        table.add(
            "matrix product, 1 thread",
            "\(Decimals.text(kernelGigaflops, 0)) GFLOP/s (\(kernels) kernels)",
            "\(Decimals.text(blasGigaflops, 0)) GFLOP/s (OpenBLAS, \(blasCore))")
        table.add("threads", "\(threads)")
        table.add(
            "prefill",
            prefill.map { "\($0.tokens) tokens: \(Decimals.text($0.tokensPerSecond, 0)) tokens/s" })
        table.add(
            "decode",
            decode.map {
                "\($0.cache) cache of \($0.tokens) tokens: "
                    + "\(Decimals.text($0.tokensPerSecond, 1)) tokens/s"
            })
        table.add(
            "candidate",
            "\(candidate.samples) samples of \(candidate.tokens) tokens: "
                + "\(Decimals.text(candidate.seconds, 3)) s, "
                + "\(Decimals.text(candidate.secondsFromMiddleLayer, 3)) s from the middle layer, "
                + "\(Decimals.text(candidate.secondsFromLastThird, 3)) s from the last third")
        table.add("peak memory", peakResident.description)
        return table.lines
    }
}
