internal import COpenBLAS
package import Engine

/// The output projection of one key-value head's query heads as a quadratic form: the squared norm
/// of what a change of the heads' outputs does to the residual stream is `x^T G x`.
package struct OutputGram: Sendable {
    /// Columns of a block of the form.
    private static let block = Kernels.panelWidth

    /// Blocks on the diagonal of G = W^T W and, doubled for those below it, the ones above:
    /// `[Q * D][Q * D]`.
    private let matrix: Rows

    /// Computes the form of a layer's key-value head.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(_ matrix: PackedMatrix, columns: Range<Int>) throws(MemoryError) {
        let width = columns.count
        let weights = Rows(
            try Buffer(count: matrix.outputs * width).view, count: matrix.outputs, width: width)
        let row = try Buffer<Float>(count: matrix.inputs).view
        for output in 0..<matrix.outputs {
            matrix.copyRow(output, into: row)
            weights[output].copy(from: row[columns])
        }
        let gram = Rows(try Buffer(count: width * width).view, count: width, width: width)
        // One thread, as everywhere: its own would fight with ours.
        openblas_set_num_threads(1)
        unsafe cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(width), Int32(width),
            Int32(matrix.outputs), 1, weights.view.base, Int32(width), weights.view.base,
            Int32(width), 0, gram.view.base, Int32(width))
        for row in 0..<width {
            let next = min((row / Self.block + 1) * Self.block, width)
            Kernels.scale(gram[row][next..<width], by: 2)
        }
        self.matrix = gram
    }

    /// Sums over rows of `x^T G x`, of equally many rows each.
    ///
    /// - Parameters:
    ///   - x: `[sums * rows][Q * D]`, packed.
    ///   - scratch: As many floats as `x` has.
    package func squaredNorms(of x: Rows, sums: Int, scratch: View<Float>) -> [Double] {
        let width = matrix.width
        let product = Rows(scratch, count: x.count, width: width)
        for start in stride(from: 0, to: width, by: Self.block) {
            let end = min(start + Self.block, width)
            Kernels.multiply(
                x[columns: 0..<end], by: matrix[0..<end][columns: start..<end],
                into: product[columns: start..<end])
        }
        let size = x.count / sums * width
        return (0..<sums).map { index in
            let range = index * size..<(index + 1) * size
            return Double(Kernels.dot(x.view[range], product.view[range]))
        }
    }
}
