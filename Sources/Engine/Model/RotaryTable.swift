#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Cosines and sines of the rotary position embedding for a range of positions.
package struct RotaryTable: Sendable {
    private let cosines: View<Float>
    private let sines: View<Float>
    private let half: Int
    private let first: Int

    /// Computes the angles of some positions.
    ///
    /// An angle is the float32 product of position and frequency, as in the software that models are
    /// trained with.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(positions: Range<Int>, frequencies: [Float]) throws(MemoryError) {
        half = frequencies.count
        first = positions.lowerBound
        cosines = try Buffer(count: positions.count * half).view
        sines = try Buffer(count: positions.count * half).view
        for (row, position) in positions.enumerated() {
            for (index, frequency) in frequencies.enumerated() {
                let angle = Double(Float(position) * frequency)
                cosines[row * half + index] = Float(cos(angle))
                sines[row * half + index] = Float(sin(angle))
            }
        }
    }

    /// Rotates heads `[heads][D]` to a position.
    package func rotate(_ x: View<Float>, to position: Int) {
        let start = (position - first) * half
        Kernels.rotate(
            x, headDim: 2 * half, cosines: cosines[start..<start + half],
            sines: sines[start..<start + half])
    }

    /// Angle of each pair of channels from one position to the next (float32, as trained).
    package static func frequencies(headDim: Int, base: Float, factors: [Float]?) -> [Float] {
        (0..<headDim / 2).map { index in
            let frequency = 1 / powf(base, Float(2 * index) / Float(headDim))
            return frequency / (factors?[index] ?? 1)
        }
    }
}
