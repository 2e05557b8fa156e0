internal import Foundation

/// Numbers for people.
package enum Decimals {
    /// A number with so many digits behind the point.
    package static func text(_ number: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", number)
    }
}
