import Foundation
import Tuner

/// The gains' model around its mode as one Gaussian process over measured points, in plain loops: the
/// covariance of two logarithms is that of their slopes under the prior and that of their residuals.
struct DenseProcess {
    private let points: [GainModel.Point]
    private let model: GainModel
    private let covariance: [[Double]]
    /// What is left of the targets beyond the linear model without its slopes' part.
    private let right: [Double]

    init(points: [GainModel.Point], targets: [Double], model: GainModel) {
        self.points = points
        self.model = model
        covariance = points.indices.map { row in
            points.indices.map { column in
                Self.covariance(points[row], points[column], model)
                    + (row == column ? 0.05 * 0.05 : 0)
            }
        }
        right = zip(points, targets).map { $1 - Self.constant($0, model) }
    }

    func predict(_ point: GainModel.Point) -> (mean: Double, deviation: Double) {
        let shared = points.map { Self.covariance(point, $0, model) }
        let weights = DenseAlgebra.solve(covariance, right)
        let mean = Self.constant(point, model) + Self.dot(shared, weights)
        let explained = Self.dot(shared, DenseAlgebra.solve(covariance, shared))
        let variance = Self.covariance(point, point, model) - explained
        return (mean, variance.squareRoot())
    }

    /// The model's value at the mode less its slopes times the mode.
    private static func constant(_ point: GainModel.Point, _ model: GainModel) -> Double {
        let slopes = slopes(point, model)
        let parts = zip(point.losses, model.gains).map { $0 * $1 }
        let value = log(model.scale) + log(parts.reduce(1e-12, +))
        return value - dot(slopes, model.logGains + [log(model.scale)])
    }

    private static func slopes(_ point: GainModel.Point, _ model: GainModel) -> [Double] {
        let parts = zip(point.losses, model.gains).map { $0 * $1 }
        let sum = parts.reduce(1e-12, +)
        return parts.map { $0 / sum } + [1]
    }

    private static func covariance(
        _ a: GainModel.Point, _ b: GainModel.Point, _ model: GainModel
    ) -> Double {
        let (first, second) = (slopes(a, model), slopes(b, model))
        var sum = 9 * first[first.count - 1] * second[second.count - 1]
        for row in 0..<first.count - 1 {
            for column in 0..<first.count - 1 {
                let shared: Double = 0.6 * exp(-Double(abs(row - column)) / 3)
                sum += first[row] * second[column] * (row == column ? shared + 0.35 : shared)
            }
        }
        let distance = zip(a.choices, b.choices).count { $0 != $1 }
        return sum + 0.09 * exp(-Double(distance) / 8)
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
