extension Statistics {
    /// Spearman's rank correlation, -1 to 1: whether two measures put the same things in order.
    ///
    /// Equal numbers share the mean of their ranks.
    ///
    /// - Parameters:
    ///   - first: Finite numbers, one per thing.
    ///   - second: The same things' other numbers, in the same order.
    /// - Returns: The correlation, nil where there are fewer than two things or a side is constant.
    package static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        precondition(first.count == second.count, "\(first.count) paired with \(second.count)")
        guard first.count >= 2 else { return nil }
        let middle = Double(first.count + 1) / 2
        let a = ranks(of: first).map { $0 - middle }
        let b = ranks(of: second).map { $0 - middle }
        let spread = (sum(a.map { $0 * $0 }) * sum(b.map { $0 * $0 })).squareRoot()
        guard spread > 0 else { return nil }
        return min(1, max(-1, sum(zip(a, b).map { $0 * $1 }) / spread))
    }

    /// Ranks from 1; equal numbers share the mean of the ranks that they take up.
    package static func ranks(of numbers: [Double]) -> [Double] {
        let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
        var ranks = Array(repeating: 0.0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            // Ranks start + 1 to end.
            for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
