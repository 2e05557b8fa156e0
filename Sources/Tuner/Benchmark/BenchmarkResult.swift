package import Engine

/// This machine's rates with a model; sections that were not asked for have none.
package struct BenchmarkResult: Sendable {
    /// The engine's instruction set.
    package let kernels: String
    /// Threads of everything for which nothing else is said.
    package let threads: Int
    /// Matrix products.
    package internal(set) var arithmetic: ArithmeticRates?
    /// Prompts.
    package internal(set) var prefill: PrefillRates?
    /// New tokens.
    package internal(set) var decode: DecodeRates?
    /// Attention alone.
    package internal(set) var attention: AttentionRates?
    /// Compressing a prompt.
    package internal(set) var packing: PackingRate?
    /// A candidate of a search.
    package internal(set) var candidate: CandidateSeconds?
    /// Evaluations of plans that keep all tokens, from short to long prompts.
    package internal(set) var candidates: [PlanSeconds]?
    /// The most memory that the process held.
    package internal(set) var peakResident = ByteCount(0)

    init(kernels: String, threads: Int) {
        self.kernels = kernels
        self.threads = threads
    }
}

extension BenchmarkResult {
    private var figures: [any BenchmarkFigures] {
        let all: [(any BenchmarkFigures)?] = [
            arithmetic, prefill, decode, attention, packing, candidate,
        ]
        return all.compactMap(\.self)
    }

    /// The line of `--json`.
    package var json: JSONEncoding {
        var fields: [String: JSONEncoding] = [
            "kernels": .string(kernels), "threads": .int(threads),
            "peak_resident_bytes": .int(peakResident.rawValue),
        ]
        for part in figures { fields.merge(part.fields) { first, _ in first } }
        if let candidates { fields["candidates"] = .array(candidates.map(\.json)) }
        return .object(fields)
    }

    /// The table for people.
    package var lines: [String] {
        var table = FactTable()
        table.add("kernels", kernels)
        table.add("threads", "\(threads)")
        for part in figures { part.add(to: &table) }
        table.add("candidates", candidates?.map(\.line) ?? [])
        table.add("peak memory", peakResident.description)
        return table.lines
    }
}
