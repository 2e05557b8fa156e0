/// How far float32 arithmetic may be from exact arithmetic, derived from the number of roundings.
package enum Rounding {
    /// The largest relative error of one rounding.
    package static let unit = 0x1p-24

    /// The largest relative error that kernels' `exp` has beside that of its argument: 2 ulp.
    package static let exponential = 4 * unit

    /// The largest relative error of a product of so many factors `1 + d`, |d| <= `unit`.
    package static func bound(_ roundings: Int) -> Double {
        let sum = Double(roundings) * unit
        return sum / (1 - sum)
    }
}

/// An exact result and how far a float32 result may be from it.
package struct ExactValue: Sendable {
    package var value: Double
    package var bound: Double

    package init(_ value: Double, bound: Double) {
        self.value = value
        self.bound = bound
    }
}

/// The element that is farthest outside its bound, as a share of the bound; above 1 is a failure.
package func worstShare(_ found: [Float], _ exact: [ExactValue]) -> (share: Double, index: Int) {
    precondition(found.count == exact.count, "\(found.count) and \(exact.count) elements")
    var worst: (share: Double, index: Int) = (0, 0)
    for (index, (value, exact)) in zip(found, exact).enumerated() {
        let distance = abs(Double(value) - exact.value)
        // A result that must be exact has no share of its bound; NaN fails every comparison.
        let share = distance == 0 ? 0 : distance / exact.bound
        if !(share <= worst.share) { worst = (share, index) }
    }
    return worst
}
