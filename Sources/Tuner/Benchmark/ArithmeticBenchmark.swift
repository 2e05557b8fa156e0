internal import COpenBLAS
internal import Engine

/// Matrix products: one thread at a small model's size, [192 x 576] by [576 x 1536] in float32, and
/// products with weights in 4 bits.
struct ArithmeticBenchmark {
    private static let (rows, inner, columns) = (192, 576, 1536)
    /// Products that are timed together, about 50 ms.
    private static let products = 32

    private let left: [Float]
    private let right: [Float]
    private let packed: PackedProductBenchmark
    private let stopwatch: Stopwatch

    /// Draws the matrices.
    init(seed: UInt64, workers: Workers, stopwatch: Stopwatch) {
        var generator = SeededGenerator(seed: seed)
        left = (0..<Self.rows * Self.inner).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        right = (0..<Self.inner * Self.columns).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        packed = PackedProductBenchmark(seed: seed, workers: workers, stopwatch: stopwatch)
        self.stopwatch = stopwatch
    }

    /// Runs of `measure`.
    static func runs(threads: Int, stopwatch: Stopwatch) -> Int {
        2 * stopwatch.runs + PackedProductBenchmark.runs(threads: threads, stopwatch: stopwatch)
    }

    /// Measures all products.
    func measure() throws -> ArithmeticRates {
        ArithmeticRates(
            blasCore: unsafe String(cString: openblas_get_corename()), blasGigaflops: try blas(),
            kernelGigaflops: try kernel(), packedProducts: try packed.measure())
    }

    private func blas() throws -> Double {
        openblas_set_num_threads(1)
        let (rows, inner, columns) = (Self.rows, Self.inner, Self.columns)
        var out = [Float](repeating: 0, count: rows * columns)
        return try rate {
            unsafe cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns),
                Int32(inner), 1, left, Int32(inner), right, Int32(columns), 0, &out,
                Int32(columns))
        }
    }

    /// The engine's own product, which the linears use.
    private func kernel() throws -> Double {
        let matrix = try PackedMatrix(right, inputs: Self.inner)
        let x = Rows(
            try Buffer<Float>(count: left.count).view, count: Self.rows, width: Self.inner)
        x.view.copy(from: left)
        let out = Rows(
            try Buffer<Float>(count: Self.rows * Self.columns).view, count: Self.rows,
            width: Self.columns)
        let worker = Workers(count: 1)
        return try rate { worker.apply(matrix, to: x, into: out) }
    }

    private func rate(_ product: () -> Void) throws -> Double {
        let seconds = try stopwatch.median { for _ in 0..<Self.products { product() } }
        let operations = 2 * Self.rows * Self.inner * Self.columns * Self.products
        return Double(operations) / seconds / 1e9
    }
}
