/// How tokens are split over the layers (METHODS section 3).
package enum LayerSplit {
    /// PyramidKV's split: linear from 2c - c / beta in the first layer down to c / beta in the last.
    ///
    /// Rounded down; what that leaves goes one each to the first layers.
    ///
    /// - Parameter mean: Tokens of a layer in the mean (c).
    /// - Returns: Tokens of each layer, `layers` times `mean` in all.
    package static func pyramid(mean: Int, layers: Int, beta: Double) -> [Int] {
        let last = Double(mean) / beta
        let first = 2 * Double(mean) - last
        guard layers > 1 else { return Array(repeating: mean, count: layers) }
        var counts = (0..<layers).map { layer in
            Int(first + (last - first) * Double(layer) / Double(layers - 1))
        }
        for layer in 0..<max(0, mean * layers - counts.reduce(0, +)) {
            counts[layer % layers] += 1
        }
        return counts
    }
}
