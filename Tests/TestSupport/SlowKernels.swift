package import Engine
internal import Foundation

/// The kernels once more, in plain loops over `Double`, with how far float32 may be from them.
package enum SlowKernels {
    /// `out + a * b`, row by row, where nothing stands for zeros.
    package static func multiply(_ a: Rows, by b: Rows, onto out: Rows?) -> [ExactValue] {
        (0..<a.count).flatMap { row in
            let factors = a[row].array
            return (0..<b.width).map { column in
                let start = Double(out?[row][column] ?? 0)
                var (sum, size) = (start, abs(start))
                for (k, factor) in factors.enumerated() {
                    let term = Double(factor) * Double(b[k][column])
                    sum += term
                    size += abs(term)
                }
                return ExactValue(sum, bound: size * Rounding.bound(factors.count + 2))
            }
        }
    }

    /// `x / rms(x) * weight`.
    package static func rmsNorm(
        _ x: [Float], weight: [Float], epsilon: Float
    ) -> [ExactValue] {
        let squares = x.reduce(0) { $0 + Double($1) * Double($1) }
        let factor = 1 / (squares / Double(x.count) + Double(epsilon)).squareRoot()
        // The sum's error is halved by the root; five more roundings make the factor, two the result.
        let relative = Rounding.bound(x.count + 1) / 2 + Rounding.bound(7)
        return zip(x, weight).map { x, weight in
            let value = Double(x) * factor * Double(weight)
            return ExactValue(value, bound: abs(value) * relative)
        }
    }

    /// Each head's halves, rotated.
    package static func rotate(
        _ x: [Float], headDim: Int, cosines: [Float], sines: [Float]
    ) -> [ExactValue] {
        x.indices.map { index in
            let (channel, half) = (index % headDim, headDim / 2)
            let isLow = channel < half
            let angle = channel % half
            let other = Double(x[isLow ? index + half : index - half]) * Double(sines[angle])
            let own = Double(x[index]) * Double(cosines[angle])
            return ExactValue(
                isLow ? own - other : own + other,
                bound: (abs(own) + abs(other)) * Rounding.bound(2))
        }
    }

    /// `silu(gate) * up`.
    package static func siluMultiply(_ gate: [Float], by up: [Float]) -> [ExactValue] {
        zip(gate, up).map { gate, up in
            let value = Double(gate) / (1 + exp(-Double(gate))) * Double(up)
            // Kernels' exp stops growing at exp(88), which is above 1e38.
            return ExactValue(
                value,
                bound: abs(value) * (Rounding.exponential + Rounding.bound(4))
                    + abs(Double(gate) * Double(up)) * 1e-38)
        }
    }

    /// `exp(row - max(row))`, of differences rounded as float32 rounds them.
    package static func exponentials(_ row: [Float]) -> [ExactValue] {
        let largest = row.max() ?? 0
        return row.map {
            let value = exp(Double($0 - largest))
            return ExactValue(value, bound: value * Rounding.exponential + 1e-37)
        }
    }

    /// The sum of all exponentials.
    package static func sum(_ terms: [ExactValue]) -> ExactValue {
        terms.reduce(into: ExactValue(0, bound: 0)) { sum, term in
            sum.value += term.value
            sum.bound += term.bound + term.value * Rounding.bound(terms.count)
        }
    }

    /// `log(sum(exp(x)))`.
    package static func logSumExp(_ x: [Float]) -> ExactValue {
        let exact = exactLogSumExp(x)
        let spread = Double(x.max() ?? 0) - Double(x.min() ?? 0)
        // An error of the sum's relative size is the logarithm's absolute one.
        let relative = Rounding.exponential + Rounding.bound(x.count) + spread * Rounding.unit
        return ExactValue(exact, bound: 1.01 * relative + 1e-37 * Double(x.count))
    }

    /// KL(P || Q) of logits.
    package static func divergence(_ p: [Float], from q: [Float]) -> ExactValue {
        let (pSum, qSum) = (exactLogSumExp(p), exactLogSumExp(q))
        var result = ExactValue(0, bound: 1e-37)
        for (a, b) in zip(p, q) {
            let exponent = Double(a) - pSum
            let weight = exp(exponent)
            let (difference, shift) = (Double(a) - Double(b), qSum - pSum)
            result.value += weight * (difference + shift)
            // Float32 rounds P's log-sum-exp, the exponent, exp, both differences and each sum.
            let relative =
                (abs(pSum) + abs(exponent)) * 1.01 * Rounding.unit + Rounding.exponential
                + Rounding.bound(p.count + 2)
            result.bound += weight * (abs(difference) + abs(shift)) * relative
        }
        return result
    }

    /// The exact log-sum-exp.
    package static func exactLogSumExp(_ x: [Float]) -> Double {
        let largest = Double(x.max() ?? 0)
        return largest + log(x.reduce(0) { $0 + exp(Double($1) - largest) })
    }
}
