internal import Foundation

/// What trials say about how much each unit's predicted loss really counts.
///
/// The logarithm of a trial's loss is modelled as that of the predicted sum with unknown log-gains
/// (normal, mean 0), an offset and noise:
///
///     log loss = c + log(sum over units of exp(d_u) * predicted loss of u's option) + noise
///
/// The posterior of the log-gains is found by Gauss-Newton steps (Laplace's approximation); it tells
/// the best guess and how uncertain each gain still is.
package struct GainModel: Sendable {
    /// Standard deviation of a log-gain before any trial.
    private static let prior = 0.7
    /// Standard deviation of the offset before any trial.
    private static let offsetPrior = 3.0
    /// Standard deviation of what the model cannot explain.
    private static let noise = 0.05
    private static let steps = 6

    /// Most likely log-gain of each unit.
    package private(set) var logGains: [Double]
    private var offset = 0.0
    private var observations: [(losses: [Double], target: Double)] = []
    /// Factor of the posterior's precision, units first, the offset last.
    private var factor: CholeskyFactor?

    /// Knows nothing about a number of units.
    package init(units: Int) {
        logGains = Array(repeating: 0, count: units)
        factor = CholeskyFactor(Self.priorPrecision(units), count: units + 1)
    }

    /// Gains, one a unit, to multiply predicted losses with.
    package var gains: [Double] { logGains.map { exp($0) } }

    /// The loss that is most likely measured where predicted losses times gains sum up to 1.
    package var scale: Double { exp(offset) }

    /// Learns a trial.
    ///
    /// - Parameters:
    ///   - losses: Predicted loss of each unit's option.
    ///   - measured: The measured loss.
    package mutating func observe(_ losses: [Double], measured: Double) {
        // Rounding can put a loss of nothing below zero.
        observations.append((losses, log(max(0, measured) + 1e-6)))
        if observations.count == 1 {
            offset = observations[0].target - log(losses.reduce(0, +) + 1e-12)
        }
        for _ in 0..<Self.steps { step() }
    }

    /// Gains drawn from the posterior.
    ///
    /// - Parameter scale: By how much the draw's spread is stretched.
    package func sample(scale: Double, using generator: inout SeededGenerator) -> [Double] {
        var draw = (0...logGains.count).map { _ in generator.normal() }
        if let factor { draw = factor.solveTransposed(draw) }
        return logGains.indices.map { exp(logGains[$0] + scale * draw[$0]) }
    }

    /// One Gauss-Newton step towards the posterior's mode.
    private mutating func step() {
        let count = logGains.count
        let width = count + 1
        var precision = Self.priorPrecision(count)
        var gradient = logGains.map { -$0 / (Self.prior * Self.prior) }
        gradient.append(-offset / (Self.offsetPrior * Self.offsetPrior))
        let weight = 1 / (Self.noise * Self.noise)
        for observation in observations {
            let parts = zip(observation.losses, logGains).map { $0 * exp($1) }
            let sum = parts.reduce(1e-12, +)
            let slopes = parts.map { $0 / sum } + [1.0]
            let residual = observation.target - offset - log(sum)
            for row in 0..<width {
                gradient[row] += weight * slopes[row] * residual
                let share = weight * slopes[row]
                for column in row..<width {
                    precision[row * width + column] += share * slopes[column]
                }
            }
        }
        guard let factor = CholeskyFactor(precision, count: width) else { return }
        self.factor = factor
        let change = factor.solve(gradient)
        for unit in 0..<count { logGains[unit] += change[unit] }
        offset += change[count]
    }

    private static func priorPrecision(_ units: Int) -> [Double] {
        let width = units + 1
        var matrix = [Double](repeating: 0, count: width * width)
        for row in 0..<width {
            let deviation = row < units ? prior : offsetPrior
            matrix[row * width + row] = 1 / (deviation * deviation)
        }
        return matrix
    }
}
