package import Engine

/// The uniform plans that any tuned plan has to beat: each as large as the budget allows.
package struct UniformGrid: Sendable {
    /// Tiers before the last one, which the budget fills: tokens and precision of each.
    package struct Tiers: Sendable, Hashable {
        /// Tiers of fixed size, none for a plan of one tier.
        package let fixed: [Tier]
        /// Precision of the last tier.
        package let last: Precision

        /// Creates a pattern of tiers.
        package init(fixed: [Tier] = [], last: Precision) {
            self.fixed = fixed
            self.last = last
        }
    }

    private let tiers: [Tiers]
    private let groupings: [Grouping]
    private let retentions: [Retention]
    private let windows: [Int]
    private let flushes: [Int]

    /// Creates a grid of every combination.
    ///
    /// - Parameters:
    ///   - tiers: Patterns of tiers.
    ///   - groupings: How keys and values share scales.
    ///   - retentions: How tokens are ranked, kernels among them.
    ///   - windows: Newest kept tokens in 16 bit; those above a retention's `recent` are left out.
    ///   - flushes: New tokens in 16 bit before they are quantized.
    package init(
        tiers: [Tiers], groupings: [Grouping], retentions: [Retention], windows: [Int],
        flushes: [Int]
    ) {
        self.tiers = tiers
        self.groupings = groupings
        self.retentions = retentions
        self.windows = windows
        self.flushes = flushes
    }

    /// All candidates that fit, the last tier as large as the budget allows.
    ///
    /// - Parameters:
    ///   - budget: Bytes that a candidate may take.
    ///   - promptTokens: Tokens of the prompt that bytes are counted for, 1 or more; a last tier that
    ///     holds all that are left is written as `all`.
    ///   - bytes: Bytes of a candidate, which must not fall when its last tier grows.
    /// - Returns: Candidates in the order of tiers, groupings, flushes, windows, retentions.
    /// - Complexity: O(log promptTokens) calls of `bytes` per candidate.
    package func candidates(
        budget: Int, promptTokens: Int, bytes: (UniformPlan) throws -> Int
    ) throws -> [UniformPlan] {
        var candidates: [UniformPlan] = []
        for pattern in tiers {
            for (grouping, flush, window, retention) in frames {
                let largest = try Self.largest(upTo: promptTokens, of: pattern) { tokens in
                    let tier = try Tier(tokens: tokens, precision: pattern.last)
                    let head = try HeadPlan(tiers: pattern.fixed + [tier], grouping: grouping)
                    let candidate = try UniformPlan(
                        head: head, retention: retention, window: window, flush: flush)
                    return try bytes(candidate) <= budget ? candidate : nil
                }
                if let largest { candidates.append(largest) }
            }
        }
        return candidates
    }

    /// Every combination of what is not a tier.
    private var frames: [(Grouping, Int, Int, Retention)] {
        groupings.flatMap { grouping in
            flushes.flatMap { flush in
                windows.flatMap { window in
                    retentions.filter { window <= $0.recent }.map {
                        (grouping, flush, window, $0)
                    }
                }
            }
        }
    }

    /// The candidate with the most tokens in its last tier that fits, nil if not even one token does.
    private static func largest(
        upTo promptTokens: Int, of pattern: Tiers,
        fitting: (Int) throws -> UniformPlan?
    ) throws -> UniformPlan? {
        let left = promptTokens - pattern.fixed.reduce(0) { $0 + $1.tokens }
        guard left > 0 else { return nil }
        if let all = try fitting(Tier.all) { return all }
        guard var best = try fitting(1) else { return nil }
        var (low, high) = (1, left - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if let candidate = try fitting(middle) {
                (low, best) = (middle, candidate)
            } else {
                high = middle - 1
            }
        }
        return best
    }
}

extension UniformGrid {
    /// The usual grid: one or two tiers, keys and values at 2 to 8 bits: 18 candidates for each
    /// combination of the rest.
    ///
    /// - Throws: `PlanError` if a grouping and a tier do not go together.
    package static func usual(
        groupings: [Grouping], retentions: [Retention], windows: [Int], flushes: [Int]
    ) throws(PlanError) -> UniformGrid {
        var tiers: [Tiers] = []
        for (keys, values) in [(8, 8), (4, 4), (3, 3), (2, 2), (4, 2), (3, 2)] {
            tiers.append(Tiers(last: try Precision(keyBits: keys, valueBits: values)))
        }
        for tokens in [32, 48, 64, 128] {
            for (first, last) in [(8, 4), (4, 3), (4, 2)] {
                let fixed = try Tier(
                    tokens: tokens, precision: Precision(keyBits: first, valueBits: first))
                tiers.append(
                    Tiers(
                        fixed: [fixed], last: try Precision(keyBits: last, valueBits: last)))
            }
        }
        return UniformGrid(
            tiers: tiers, groupings: groupings, retentions: retentions, windows: windows,
            flushes: flushes)
    }
}
