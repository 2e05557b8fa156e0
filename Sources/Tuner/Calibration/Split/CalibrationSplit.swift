/// Which samples the search sees, which choose among its finalists, and which judge the winner.
package struct CalibrationSplit: Sendable, Hashable {
    /// Indices of the samples that the search measures candidates on, ascending.
    package let search: [Int]
    /// Indices of the samples that the finalists meet, ascending; empty below 60 samples.
    package let select: [Int]
    /// Indices of the samples that the winner meets once, ascending.
    package let certify: [Int]

    /// The fewest samples that leave enough for a select part.
    package static let selectThreshold = 60
    /// The fewest samples that a search needs.
    package static let minimumSearch = 8

    /// Splits samples 60 : 20 : 20, or 60 : 0 : 40 below 60 of them, the search taking at least 8.
    ///
    /// Samples fall into strata by metric and length class (powers of two). Each stratum's samples are
    /// ordered by the hash of their content and cut, so that a part is the same whatever the order of
    /// the file; the parts of all strata add up to the shares of the whole set (largest remainders).
    /// Equal content stays together, in the stratum of its first appearance by metric and length: a
    /// cut that would part it moves behind it, so parts can be larger or smaller than their shares.
    ///
    /// - Parameter items: The samples in any order, no index twice.
    package init(_ items: [SplitItem]) {
        let strata = Self.strata(of: items)
        let sizes = strata.map { groups in groups.reduce(0) { $0 + $1.count } }
        let total = items.count
        let searchCount = min(total, max(Self.minimumSearch, Self.share(60, of: total)))
        let selectCount = total < Self.selectThreshold ? 0 : Self.share(20, of: total)
        let searchQuotas = Self.apportion(searchCount, over: sizes)
        let seenQuotas = Self.apportion(min(total, searchCount + selectCount), over: sizes)
        var search: [Int] = []
        var select: [Int] = []
        var certify: [Int] = []
        for (stratum, groups) in strata.enumerated() {
            var taken = 0
            for indices in groups {
                if taken < searchQuotas[stratum] {
                    search += indices
                } else if selectCount > 0, taken < seenQuotas[stratum] {
                    select += indices
                } else {
                    certify += indices
                }
                taken += indices.count
            }
        }
        self.search = search.sorted()
        self.select = select.sorted()
        self.certify = certify.sorted()
    }

    /// Samples that are measured and scored alike.
    private struct Stratum: Hashable, Comparable {
        let metric: String
        /// The power of two at or below the tokens, as an exponent.
        let lengthClass: Int

        init(_ item: SplitItem) {
            metric = item.metric.rawValue
            lengthClass = max(1, item.tokens).bitWidth - 1 - max(1, item.tokens).leadingZeroBitCount
        }

        static func < (lhs: Self, rhs: Self) -> Bool {
            (lhs.metric, lhs.lengthClass) < (rhs.metric, rhs.lengthClass)
        }
    }

    /// Strata in order, each a list of groups of equal content in the order of their hashes.
    private static func strata(of items: [SplitItem]) -> [[[Int]]] {
        var groups: [Stratum: [(hash: String, indices: [Int])]] = [:]
        for (hash, equal) in Dictionary(grouping: items, by: \.contentHash) {
            guard let stratum = equal.map(Stratum.init).min() else { continue }
            groups[stratum, default: []].append((hash, equal.map(\.index)))
        }
        return groups.sorted { $0.key < $1.key }.map { _, groups in
            groups.sorted { $0.hash < $1.hash }.map(\.indices)
        }
    }

    /// A percentage of a count, rounded to the nearest.
    private static func share(_ percent: Int, of count: Int) -> Int { (count * percent + 50) / 100 }

    /// Whole numbers that add up to `count` and follow `sizes`: rounded down, then one more each for
    /// the largest remainders (the earlier one of equals).
    private static func apportion(_ count: Int, over sizes: [Int]) -> [Int] {
        let total = max(1, sizes.reduce(0, +))
        var quotas = sizes.map { count * $0 / total }
        let byRemainder = sizes.indices.sorted { a, b in
            let (left, right) = (count * sizes[a] % total, count * sizes[b] % total)
            return left == right ? a < b : left > right
        }
        for index in byRemainder.prefix(count - quotas.reduce(0, +)) { quotas[index] += 1 }
        return quotas
    }
}
