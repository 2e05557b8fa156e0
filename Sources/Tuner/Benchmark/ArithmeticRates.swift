internal import Engine

/// Rates of matrix products.
package struct ArithmeticRates: Sendable {
    /// A product with weights in 4 bits.
    package struct PackedProduct: Sendable {
        /// Rows that are multiplied.
        package let rows: Int
        /// Threads that work.
        package let threads: Int
        /// 10^9 operations a second.
        package let gigaflops: Double
        /// 10^9 bytes of packed weights a second.
        package let gigabytesPerSecond: Double
    }

    /// The processor that OpenBLAS takes this one for.
    package let blasCore: String
    /// OpenBLAS' matrix product on one thread, 10^9 operations a second.
    package let blasGigaflops: Double
    /// The engine's own matrix product on one thread, 10^9 operations a second.
    package let kernelGigaflops: Double
    /// Products with weights in 4 bits, from few to many rows.
    package let packedProducts: [PackedProduct]
}

extension ArithmeticRates: BenchmarkFigures {
    var fields: [String: JSONEncoding] {
        [
            "blas_core": .string(blasCore), "blas_gflops": .double(blasGigaflops),
            "kernel_gflops": .double(kernelGigaflops),
            "packed_product": .array(
                packedProducts.map {
                    [
                        "rows": .int($0.rows), "threads": .int($0.threads),
                        "gflops": .double($0.gigaflops),
                        "gigabytes_per_second": .double($0.gigabytesPerSecond),
                    ]
                }),
        ]
    }

    func add(to table: inout FactTable) {
        table.add(
            "matrix product, 1 thread",
            "\(Decimals.text(kernelGigaflops, 0)) GFLOP/s",
            "\(Decimals.text(blasGigaflops, 0)) GFLOP/s (OpenBLAS, \(blasCore))")
        table.add(
            "product with 4-bit weights",
            packedProducts.map {
                "rows \($0.rows), threads \($0.threads): "
                    + "\(Decimals.text($0.gigaflops, 0)) GFLOP/s, "
                    + "\(Decimals.text($0.gigabytesPerSecond, 1)) GB/s"
            })
    }
}
