internal import COpenBLAS
internal import Foundation

/// What trials say about how much each unit's predicted loss really counts (SEARCH P4).
///
/// The logarithm of a trial's loss is modelled as that of the predicted sum with unknown log-gains
/// (normal, mean 0), an offset, what the sum cannot explain, and noise:
///
///     log loss = c + log(sum over units of exp(d_u) * predicted loss of u's option) + r + noise
///
/// The residual r is a Gaussian process over the choices: exp(-h / length) for plans that differ in h
/// units, the heat kernel on the graph of choices. The posterior of the log-gains is found by
/// Gauss-Newton steps (Laplace's approximation).
package struct GainModel: Sendable {
    /// A plan as the model sees it.
    package struct Point: Sendable {
        /// Predicted loss of each unit's option.
        package let losses: [Double]
        /// Names each unit's option; plans are alike where these are equal.
        package let choices: [Int]

        /// States a plan.
        package init(losses: [Double], choices: [Int]) {
            self.losses = losses
            self.choices = choices
        }
    }

    /// Logarithm of a loss that is likely.
    package struct Prediction: Sendable {
        /// Most likely value.
        package let mean: Double
        /// Standard deviation.
        package let deviation: Double

        /// States a prediction.
        package init(mean: Double, deviation: Double) {
            self.mean = mean
            self.deviation = deviation
        }
    }

    private struct Observation {
        let point: Point
        let target: Double
        let noise: Double
    }

    /// Variances of a log-gain before any trial: what layers near each other share, what a layer's
    /// units share, and a unit's own; log-gains measured alone had a deviation of 0.9 over layers.
    private static let variances = (depth: 0.6, layer: 0.15, unit: 0.2)
    /// Layers over which the shared part falls to 1/e.
    private static let depthLength = 3.0
    /// Standard deviation of the offset before any trial.
    private static let offsetPrior = 3.0
    /// Standard deviation of a measured loss's logarithm.
    private static let noise = 0.05
    /// Units in which plans differ until their residuals have little in common.
    private static let residualLength = 8.0
    private static let steps = 4

    /// Most likely log-gain of each unit.
    package private(set) var logGains: [Double]
    private let residualVariance: Double
    private var offset = 0.0
    private var observations: [Observation] = []
    /// Inverse of the covariance before any trial, units first, the offset last; row-major.
    private let priorPrecision: [Double]
    /// Factor of the posterior's precision, units first, the offset last.
    private var factor: CholeskyFactor?
    /// The observations around the mode; nil before the first one.
    private var view: Linearization?

    /// Knows nothing about some units yet.
    ///
    /// - Parameters:
    ///   - layers: Each unit's layer: gains of the same layer, and of layers near each other, are
    ///   likely alike.
    ///   - residual: Standard deviation of what the sum cannot explain.
    package init(layers: [Int], residual: Double = 0) {
        let covariance = layers.indices.map { a in
            layers.indices.map { b in
                let distance = abs(layers[a] - layers[b])
                return Self.variances.depth * exp(-Double(distance) / Self.depthLength)
                    + (distance == 0 ? Self.variances.layer : 0)
                    + (a == b ? Self.variances.unit : 0)
            }
        }
        logGains = Array(repeating: 0, count: layers.count)
        residualVariance = residual * residual
        priorPrecision = Self.precision(covariance)
        factor = CholeskyFactor(priorPrecision, count: layers.count + 1)
    }

    /// Gains, one a unit, to multiply predicted losses with.
    package var gains: [Double] { logGains.map { exp($0) } }

    /// The loss that is most likely measured where predicted losses times gains sum up to 1.
    package var scale: Double { exp(offset) }

    /// Gains that are two standard deviations below the most likely ones.
    package var lowGains: [Double] {
        guard let factor else { return gains }
        let width = logGains.count + 1
        return logGains.indices.map { unit in
            var axis = [Double](repeating: 0, count: width)
            axis[unit] = 1
            let variance = factor.solveLower(axis).reduce(0) { $0 + $1 * $1 }
            return exp(logGains[unit] - 2 * variance.squareRoot())
        }
    }

    /// Learns a trial.
    ///
    /// - Parameters:
    ///   - point: The plan.
    ///   - measured: Its loss.
    ///   - noise: Standard deviation of the loss's logarithm beyond the usual one, where not all samples
    ///   were measured.
    package mutating func observe(_ point: Point, measured: Double, noise: Double = 0) {
        // Rounding can put a loss of nothing below zero.
        let target = log(max(0, measured) + 1e-6)
        observations.append(
            Observation(
                point: point, target: target,
                noise: (Self.noise * Self.noise + noise * noise).squareRoot()))
        if observations.count == 1 {
            offset = target - log(point.losses.reduce(0, +) + 1e-12)
        }
        guard let covariance = covarianceFactor() else { return }
        for _ in 0..<Self.steps { step(covariance) }
        view = linearized(covariance)
    }

    /// Gains drawn from the posterior.
    package func sample(using generator: inout SeededGenerator) -> [Double] {
        var draw = (0...logGains.count).map { _ in generator.normal() }
        if let factor { draw = factor.solveTransposed(draw) }
        return logGains.indices.map { exp(logGains[$0] + draw[$0]) }
    }

    /// What a plan's loss would be.
    package func predict(_ point: Point) -> Prediction {
        let (value, slopes) = sum(point)
        guard let view, let factor else {
            return Prediction(mean: value, deviation: Self.offsetPrior)
        }
        let shared = view.covariance.solveLower(
            observations.map { covariance($0.point, point) })
        var mean = value
        var variance = residualVariance
        for (index, part) in shared.enumerated() {
            mean += part * view.residual[index]
            variance -= part * part
        }
        let open = slopes.indices.map { column in
            slopes[column] - zip(shared, view.slopes(column)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        variance += factor.solveLower(open).reduce(0) { $0 + $1 * $1 }
        return Prediction(mean: mean, deviation: max(variance, 1e-12).squareRoot())
    }
}

extension GainModel {
    /// The observations around the mode, whitened by what they share beside the gains.
    private struct Linearization {
        let covariance: CholeskyFactor
        /// Slopes by unit, the offset's, then the residuals: `[units + 2][observations]`.
        let columns: [Double]
        let width: Int

        var count: Int { covariance.count }
        var residual: [Double] { Array(columns[(width * count)...]) }
        func slopes(_ column: Int) -> ArraySlice<Double> {
            columns[(column * count)..<((column + 1) * count)]
        }
    }

    /// Value and slopes of the model without its residual at the mode.
    private func sum(_ point: Point) -> (value: Double, slopes: [Double]) {
        let parts = zip(point.losses, logGains).map { $0 * exp($1) }
        let sum = parts.reduce(1e-12, +)
        return (offset + log(sum), parts.map { $0 / sum } + [1])
    }

    private func covariance(_ a: Point, _ b: Point) -> Double {
        guard residualVariance > 0 else { return 0 }
        let distance = zip(a.choices, b.choices).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
        return residualVariance * exp(-Double(distance) / Self.residualLength)
    }

    private func covarianceFactor() -> CholeskyFactor? {
        let count = observations.count
        var matrix = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in row..<count {
                matrix[row * count + column] = covariance(
                    observations[row].point, observations[column].point)
            }
            matrix[row * count + row] += observations[row].noise * observations[row].noise
        }
        return CholeskyFactor(matrix, count: count)
    }

    private func linearized(_ covariance: CholeskyFactor) -> Linearization {
        let (count, width) = (observations.count, logGains.count + 1)
        var columns = [Double](repeating: 0, count: (width + 1) * count)
        for (index, observation) in observations.enumerated() {
            let (value, slopes) = sum(observation.point)
            for (column, slope) in slopes.enumerated() {
                columns[column * count + index] = slope
            }
            columns[width * count + index] = observation.target - value
        }
        return Linearization(
            covariance: covariance, columns: covariance.solveLower(columns), width: width)
    }

    /// One Gauss-Newton step towards the posterior's mode.
    private mutating func step(_ covariance: CholeskyFactor) {
        let units = logGains.count
        let width = units + 1
        let view = linearized(covariance)
        // Products of all columns with each other, the lower triangle of columns.
        var products = [Double](repeating: 0, count: (width + 1) * (width + 1))
        unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, CblasTrans, Int32(width + 1), Int32(view.count), 1,
            view.columns, Int32(view.count), 0, &products, Int32(width + 1))
        var precision = priorPrecision
        let mode = logGains + [offset]
        var gradient = (0..<width).map { row in
            -mode.indices.reduce(0) { $0 + priorPrecision[row * width + $1] * mode[$1] }
        }
        for column in 0..<width {
            for row in column..<width {
                precision[column * width + row] += products[column * (width + 1) + row]
            }
            gradient[column] += products[column * (width + 1) + width]
        }
        guard let factor = CholeskyFactor(precision, count: width) else { return }
        self.factor = factor
        let change = factor.solve(gradient)
        for unit in 0..<units { logGains[unit] += change[unit] }
        offset += change[units]
    }

    /// Inverse of a covariance, with the offset's variance after it.
    private static func precision(_ covariance: [[Double]]) -> [Double] {
        let (units, width) = (covariance.count, covariance.count + 1)
        var matrix = [Double](repeating: 0, count: width * width)
        matrix[width * width - 1] = 1 / (offsetPrior * offsetPrior)
        guard let factor = CholeskyFactor(Array(covariance.joined()), count: units) else {
            preconditionFailure("a covariance that is not positive definite")
        }
        for unit in 0..<units {
            var axis = [Double](repeating: 0, count: units)
            axis[unit] = 1
            for (row, value) in factor.solve(axis).enumerated() {
                matrix[row * width + unit] = value
            }
        }
        return matrix
    }
}
