internal import Engine

/// The product with weights in 4 bits (Q4_1), as the linear layers of a model run it.
///
/// With one row, as in decoding, it runs in integers and is as fast as memory gives the weights: they are more than
/// processors' caches hold. With many rows, as in prefill, arithmetic decides, and a matrix of a
/// small model's size is enough.
struct PackedProductBenchmark {
    private struct Case {
        let rows: Int
        let inputs: Int
        let outputs: Int
        /// Products that are timed together, about 50 ms.
        let products: Int
    }

    private static let cases = [
        Case(rows: 1, inputs: 4096, outputs: 32768, products: 8),
        Case(rows: 256, inputs: 576, outputs: 1536, products: 24),
    ]

    private let seed: UInt64
    private let workers: Workers
    private let stopwatch: Stopwatch

    /// Measures one thread and all of `workers`.
    init(seed: UInt64, workers: Workers, stopwatch: Stopwatch) {
        self.seed = seed
        self.workers = workers
        self.stopwatch = stopwatch
    }

    private static func threadCounts(_ threads: Int) -> [Int] { threads > 1 ? [1, threads] : [1] }

    /// Runs of `measure`.
    static func runs(threads: Int, stopwatch: Stopwatch) -> Int {
        cases.count * threadCounts(threads).count * stopwatch.runs
    }

    /// Bytes of the largest matrix.
    static var matrixBytes: Int {
        cases.map { bytes(weights: $0.inputs * $0.outputs) }.reduce(0, max)
    }

    private static func bytes(weights: Int) -> Int {
        weights / TensorType.q41.blockLength * TensorType.q41.blockBytes
    }

    /// Measures few and many rows, each with one thread and with all.
    func measure() throws -> [ArithmeticRates.PackedProduct] {
        try Self.cases.flatMap { size in
            let matrix = try matrix(inputs: size.inputs, outputs: size.outputs)
            return try Self.threadCounts(workers.count).map { threads in
                try rate(matrix, size, threads == 1 ? Workers(count: 1) : workers)
            }
        }
    }

    private func rate(
        _ matrix: PackedMatrix, _ size: Case, _ workers: Workers
    ) throws -> ArithmeticRates.PackedProduct {
        var generator = SeededGenerator(seed: seed)
        let x = Rows(
            try Buffer(count: size.rows * size.inputs).view, count: size.rows, width: size.inputs)
        x.view.copy(
            from: (0..<x.view.count).map { _ in Float.random(in: -1...1, using: &generator) })
        let out = Rows(
            try Buffer(count: size.rows * size.outputs).view, count: size.rows,
            width: size.outputs)
        let rounding = size.rows == 1 ? try RoundedRows(count: 1, width: size.inputs) : nil
        let seconds =
            try stopwatch.median {
                for _ in 0..<size.products {
                    workers.apply(matrix, to: x, into: out, rounding: rounding)
                }
            } / Double(size.products)
        return .init(
            rows: size.rows, threads: workers.count,
            gigaflops: Double(2 * size.rows * size.inputs * size.outputs) / seconds / 1e9,
            gigabytesPerSecond: Double(matrix.byteCount) / seconds / 1e9)
    }

    /// Random weights from -0.5 to 0.44.
    private func matrix(inputs: Int, outputs: Int) throws -> PackedMatrix {
        let seed = seed
        let rowBytes = Self.bytes(weights: inputs)
        let panels = try unsafe WeightPanels(
            type: .q41, outputs: outputs, inputs: inputs, workers: workers
        ) { rows, bytes in
            var generator = SeededGenerator(seed: seed &+ UInt64(rows.lowerBound))
            // A block is five words: the halves 1/16 (scale) and -1/2 (minimum), then 32 codes.
            let words = (0..<rows.count * rowBytes / 4).map { index in
                index % 5 == 0
                    ? 0xb800_2c00 : UInt32(truncatingIfNeeded: generator.next())
            }
            unsafe words.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
        }
        return PackedMatrix([panels])
    }
}
