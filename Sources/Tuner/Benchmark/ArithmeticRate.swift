internal import COpenBLAS
internal import Engine

/// Rates of one thread at a matrix product of a small model's size: [192 x 576] by [576 x 1536].
struct ArithmeticRate {
    private static let (rows, inner, columns) = (192, 576, 1536)
    /// Products that are timed together, about 50 ms.
    private static let products = 32

    private let left: [Float]
    private let right: [Float]

    /// Draws the matrices.
    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        left = (0..<Self.rows * Self.inner).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        right = (0..<Self.inner * Self.columns).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
    }

    /// The processor that OpenBLAS takes this one for.
    static var blasCore: String { unsafe String(cString: openblas_get_corename()) }

    /// OpenBLAS' sgemm, 10^9 operations a second.
    func blas() -> Double {
        openblas_set_num_threads(1)
        let (rows, inner, columns) = (Self.rows, Self.inner, Self.columns)
        var out = [Float](repeating: 0, count: rows * columns)
        return rate {
            unsafe cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns),
                Int32(inner), 1, left, Int32(inner), right, Int32(columns), 0, &out,
                Int32(columns))
        }
    }

    /// The engine's own product over packed weights, which the linears use, 10^9 operations a
    /// second.
    func kernel() throws -> Double {
        let matrix = try PackedMatrix(right, inputs: Self.inner)
        let x = Rows(
            try Buffer<Float>(count: left.count).view, count: Self.rows, width: Self.inner)
        x.view.copy(from: left)
        let out = Rows(
            try Buffer<Float>(count: Self.rows * Self.columns).view, count: Self.rows,
            width: Self.columns)
        let worker = Workers(count: 1)
        return rate { worker.apply(matrix, to: x, into: out) }
    }

    private func rate(_ product: () -> Void) -> Double {
        let seconds = Stopwatch.median { for _ in 0..<Self.products { product() } }
        let operations = 2 * Self.rows * Self.inner * Self.columns * Self.products
        return Double(operations) / seconds / 1e9
    }
}
