internal import Foundation

extension SlowKernels {
    /// The sum of a row.
    package static func sum(_ row: [Float]) -> ExactValue {
        sum(row.map { ExactValue(Double($0), bound: 0) }, count: row.count)
    }

    /// `exp(score - maximum) - weight` of a row, of differences rounded as float32 rounds them, and
    /// their sum.
    package static func weightChanges(
        _ scores: [Float], maximum: Float, weights: [Float]
    ) -> (changes: [ExactValue], sum: ExactValue) {
        let changes = zip(scores, weights).map { score, weight in
            let new = exp(Double(score - maximum))
            let value = new - Double(weight)
            return ExactValue(
                value, bound: new * Rounding.exponential + abs(value) * Rounding.unit * 1.01 + 1e-37
            )
        }
        return (changes, sum(changes, count: scores.count))
    }

    /// `(x - change * output) / (total + change)` of a row.
    package static func outputChanges(
        _ x: [Float], change: Float, total: Float, outputs: [Float]
    ) -> [ExactValue] {
        let whole = Double(total) + Double(change)
        return zip(x, outputs).map { x, output in
            let product = Double(change) * Double(output)
            // The product, the difference, the whole, its inverse and the quotient are rounded.
            return ExactValue(
                (Double(x) - product) / whole,
                bound: (abs(Double(x)) + abs(product)) / abs(whole) * Rounding.bound(5))
        }
    }

    private static func sum(_ terms: [ExactValue], count: Int) -> ExactValue {
        terms.reduce(into: ExactValue(0, bound: 0)) { sum, term in
            sum.value += term.value
            sum.bound += 1.01 * term.bound + abs(term.value) * Rounding.bound(count)
        }
    }
}
