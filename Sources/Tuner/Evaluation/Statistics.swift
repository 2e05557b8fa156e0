/// Figures of a list of numbers, the same bits for the same list.
package enum Statistics {
    /// Terms that are added up in one go; the blocks' sums are then added in order.
    private static let blockLength = 64

    /// The sum, in blocks that depend on the count alone.
    package static func sum(_ numbers: [Double]) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: numbers.count, by: blockLength) {
            var block = 0.0
            for index in start..<min(start + blockLength, numbers.count) { block += numbers[index] }
            total += block
        }
        return total
    }

    /// The arithmetic mean of one or more numbers.
    package static func mean(_ numbers: [Double]) -> Double {
        precondition(!numbers.isEmpty, "the mean of no numbers")
        return sum(numbers) / Double(numbers.count)
    }

    /// The variance of a sample of numbers (divisor n - 1); 0 of a single one.
    package static func variance(_ numbers: [Double]) -> Double {
        let mean = mean(numbers)
        let squares = numbers.map { ($0 - mean) * ($0 - mean) }
        return sum(squares) / max(1, Double(numbers.count) - 1)
    }

    /// The quantile of one or more numbers, linear between the two nearest in order.
    ///
    /// - Parameters:
    ///   - fraction: 0 (the smallest number) to 1 (the largest).
    ///   - numbers: Finite numbers in any order.
    package static func quantile(_ fraction: Double, of numbers: [Double]) -> Double {
        precondition(!numbers.isEmpty, "a quantile of no numbers")
        precondition((0...1).contains(fraction), "a quantile at \(fraction)")
        let sorted = numbers.sorted()
        let position = fraction * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
