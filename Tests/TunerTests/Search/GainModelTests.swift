import Foundation
import TestSupport
import Testing
import Tuner

@Suite("Gain model")
struct GainModelTests {
    /// Trials of units whose true gains are known: predicted losses and what is measured.
    private struct Planted {
        let logGains: [Double]
        let trials: [(losses: [Double], measured: Double)]

        init(units: Int, trials: Int, noise: Double, seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            let gains = (0..<units).map { _ in 0.7 * generator.normal() }
            logGains = gains
            self.trials = (0..<trials).map { _ in
                let losses = (0..<units).map { _ in exp(1.5 * generator.normal()) / 100 }
                let sum = zip(losses, gains).reduce(0) { $0 + $1.0 * exp($1.1) }
                return (losses, 0.4 * sum * exp(noise * generator.normal()))
            }
        }
    }

    private static func model(_ planted: Planted) -> GainModel {
        var model = GainModel(layers: Array(planted.logGains.indices))
        for trial in planted.trials {
            model.observe(.init(losses: trial.losses, choices: []), measured: trial.measured)
        }
        return model
    }

    /// The posterior's mode by damped Gauss-Newton steps in plain loops, units first, then the offset.
    private static func slowMode(_ planted: Planted) -> [Double] {
        let units = planted.logGains.count
        func covariance(_ a: Int, _ b: Int) -> Double {
            let shared: Double = 0.6 * exp(-Double(abs(a - b)) / 3)
            return a == b ? shared + 0.35 : shared
        }
        let rows = (0..<units).map { a in (0..<units).map { covariance(a, $0) } }
        var prior = (0...units).map { _ in [Double](repeating: 0, count: units + 1) }
        prior[units][units] = 1 / 9.0
        for unit in 0..<units {
            let axis = (0..<units).map { $0 == unit ? 1.0 : 0 }
            for (row, value) in DenseAlgebra.solve(rows, axis).enumerated() {
                prior[row][unit] = value
            }
        }
        var mode = [Double](repeating: 0, count: units + 1)
        for _ in 0..<300 {
            var precision = prior
            var gradient = prior.map { row in -zip(row, mode).reduce(0) { $0 + $1.0 * $1.1 } }
            for trial in planted.trials {
                let parts = zip(trial.losses, mode).map { $0 * exp($1) }
                let sum = parts.reduce(0, +)
                let slopes = parts.map { $0 / sum } + [1]
                let residual = log(trial.measured + 1e-6) - mode[units] - log(sum)
                for row in slopes.indices {
                    gradient[row] += slopes[row] * residual / 0.0025
                    for column in slopes.indices {
                        precision[row][column] += slopes[row] * slopes[column] / 0.0025
                    }
                }
            }
            let step = DenseAlgebra.solve(precision, gradient)
            for index in mode.indices { mode[index] += 0.5 * step[index] }
        }
        return mode
    }

    @Test(
        "finds planted gains, up to a factor that all share",
        arguments: 1...5 as ClosedRange<UInt64>)
    func planted(seed: UInt64) {
        let planted = Planted(units: 6, trials: 80, noise: 0.02, seed: seed)
        let found = Self.model(planted).logGains
        let shift = zip(found, planted.logGains).reduce(0) { $0 + $1.0 - $1.1 } / 6
        for (unit, (found, expected)) in zip(found, planted.logGains).enumerated() {
            #expect(abs(found - shift - expected) < 0.1, "unit \(unit)")
        }
    }

    @Test("units that lose alone what they lose in a plan tell their gains at once")
    func alone() {
        let planted = Planted(units: 6, trials: 1, noise: 0, seed: 3)
        let losses = planted.trials[0].losses
        var model = GainModel(layers: Array(losses.indices))
        for unit in losses.indices {
            var alone = losses.map { _ in 0.0 }
            alone[unit] = losses[unit]
            model.observe(
                .init(losses: alone, choices: []),
                measured: 0.4 * losses[unit] * exp(planted.logGains[unit]))
        }
        let shift = zip(model.logGains, planted.logGains).reduce(0) { $0 + $1.0 - $1.1 } / 6
        for (unit, (found, expected)) in zip(model.logGains, planted.logGains).enumerated() {
            #expect(abs(found - shift - expected) < 0.05, "unit \(unit)")
        }
    }

    @Test("the most likely gains are those of a dense reference", arguments: [1, 3, 12])
    func reference(trials: Int) {
        let planted = Planted(units: 4, trials: trials, noise: 0.05, seed: 9)
        let found = Self.model(planted).logGains
        for (unit, (found, expected)) in zip(found, Self.slowMode(planted)).enumerated() {
            #expect(abs(found - expected) < 1e-4, "unit \(unit): \(found), expected \(expected)")
        }
    }

    @Test("draws spread as widely as the gains are uncertain")
    func spread() {
        let planted = Planted(units: 3, trials: 60, noise: 0.02, seed: 2)
        let (ignorant, learned) = (GainModel(layers: [0, 1, 2]), Self.model(planted))
        var generator = SeededGenerator(seed: 4)
        func deviations(_ model: GainModel) -> [Double] {
            let draws = (0..<4000).map { _ in
                model.sample(using: &generator).map { log($0) }
            }
            return (0..<3).map { unit in
                let squares = draws.map { pow($0[unit] - model.logGains[unit], 2) }
                return Statistics.mean(squares).squareRoot()
            }
        }
        for deviation in deviations(ignorant) { #expect(abs(deviation - 0.95.squareRoot()) < 0.04) }
        for deviation in deviations(learned) { #expect(deviation < 0.8) }
        #expect(ignorant.gains == [1, 1, 1])
    }

    @Test("a loss of nothing, or below it by rounding, is learned without harm")
    func nothing() {
        var model = GainModel(layers: [0, 0])
        model.observe(.init(losses: [0, 0], choices: []), measured: 0)
        model.observe(.init(losses: [0.1, 0.2], choices: []), measured: -1e-5)
        model.observe(.init(losses: [0.1, 0.3], choices: []), measured: 0.2)
        #expect(model.gains.allSatisfy { $0.isFinite && $0 > 0 })
    }

    @Test(
        "predictions with a residual are those of a dense Gaussian process", arguments: [2, 9, 30])
    func residual(trials: Int) {
        let planted = Planted(units: 5, trials: trials + 6, noise: 0.1, seed: 12)
        var generator = SeededGenerator(seed: 1)
        let points = planted.trials.map { trial in
            GainModel.Point(
                losses: trial.losses, choices: (0..<5).map { _ in generator.int(below: 3) })
        }
        var model = GainModel(layers: [0, 1, 2, 3, 4], residual: 0.3)
        for (point, trial) in zip(points, planted.trials).prefix(trials) {
            model.observe(point, measured: trial.measured)
        }
        // Enough steps to be at the mode: the same trial again with so much noise that it says nothing.
        for _ in 0..<4 {
            model.observe(points[0], measured: planted.trials[0].measured, noise: 1e6)
        }
        let dense = DenseProcess(
            points: Array(points.prefix(trials)),
            targets: planted.trials.prefix(trials).map { log($0.measured + 1e-6) },
            model: model)
        for point in points.suffix(6) {
            let (found, expected) = (model.predict(point), dense.predict(point))
            #expect(abs(found.mean - expected.mean) < 1e-4)
            #expect(abs(found.deviation - expected.deviation) < 1e-4)
        }
    }

    @Test("expected improvement is the mean of what draws fall below a value")
    func expectedImprovement() {
        var generator = SeededGenerator(seed: 8)
        let prediction = GainModel.Prediction(mean: 0.3, deviation: 0.5)
        let draws = (0..<200_000).map { _ in max(0, 0.1 - (0.3 + 0.5 * generator.normal())) }
        let found = prediction.expectedImprovement(on: 0.1)
        #expect(abs(found - Statistics.mean(draws)) < 2e-3)
    }
}
