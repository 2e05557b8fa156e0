package import Engine
internal import Foundation

extension SlowKernels {
    /// `query * key` of each pair, row by row; keys `[tokens][D]`.
    package static func scores(_ queries: Rows, keys: [[ExactValue]]) -> [ExactValue] {
        (0..<queries.count).flatMap { row in
            let query = queries[row].array
            return keys.map { dot(query, $0) }
        }
    }

    /// `out + sum of weight * value`, row by row; values `[tokens][D]`.
    package static func weighted(
        _ weights: Rows, values: [[ExactValue]], onto out: Rows
    ) -> [ExactValue] {
        (0..<out.count).flatMap { row in
            let weights = weights[row].array
            return (0..<out.width).map { channel in
                var exact = dot(weights, values.map { $0[channel] })
                let start = Double(out[row][channel])
                exact.value += start
                exact.bound += abs(start) * Rounding.bound(values.count + 1)
                return exact
            }
        }
    }

    private static func dot(_ factors: [Float], _ others: [ExactValue]) -> ExactValue {
        let rounding = Rounding.bound(factors.count + 1)
        var exact = ExactValue(0, bound: 0)
        for (factor, other) in zip(factors, others) {
            let factor = Double(factor)
            exact.value += factor * other.value
            exact.bound += abs(factor) * (abs(other.value) * rounding + 1.01 * other.bound)
        }
        return exact
    }

    /// Plain softmax attention: query p of a block sees keys `0 ... first + p`.
    ///
    /// - Parameters:
    ///   - queries: `[positions][heads * D]`, already divided by sqrt(D).
    ///   - keys: `[tokens][D]`.
    ///   - values: `[tokens][D]`.
    /// - Returns: `[positions][heads * D]`.
    package static func attendCausally(
        _ queries: Rows, first: Int, keys: Rows, values: Rows
    ) -> [ExactValue] {
        let headDim = keys.width
        return (0..<queries.count).flatMap { position in
            (0..<queries.width / headDim).flatMap { head in
                let query = queries[position][head * headDim..<(head + 1) * headDim].array
                return attend(query, keys: keys, values: values, seen: first + position + 1)
            }
        }
    }

    private static func attend(
        _ query: [Float], keys: Rows, values: Rows, seen: Int
    ) -> [ExactValue] {
        let scores = (0..<seen).map { token in
            dot(query, keys[token].array.map { ExactValue(Double($0), bound: 0) })
        }
        let largest = scores.map(\.value).max() ?? 0
        let spread = largest - (scores.map(\.value).min() ?? 0)
        let weights = scores.map { exp($0.value - largest) }
        let sum = weights.reduce(0, +)
        let tiles = (seen + Kernels.tile - 1) / Kernels.tile
        // A weight's error: its score's and the largest one's, the difference's rounding in each
        // tile's step, and exp and a product for each tile whose maximum it was rescaled to.
        let weight =
            2 * (scores.map(\.bound).max() ?? 0) + 2 * spread * Rounding.unit
            + Double(tiles + 1) * (Rounding.exponential + Rounding.unit)
        // Both sums round once for each key and tile; the weights' error counts in both.
        let relative = 1.01 * (2 * weight + 2 * Rounding.bound(seen + tiles + 2))
        return (0..<values.width).map { channel in
            var exact = ExactValue(0, bound: 1e-37)
            for (token, weight) in weights.enumerated() {
                let term = weight / sum * Double(values[token][channel])
                exact.value += term
                exact.bound += abs(term) * relative
            }
            return exact
        }
    }
}
