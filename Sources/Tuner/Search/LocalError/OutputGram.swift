internal import COpenBLAS
package import Engine

/// The output projection of one key-value head's query heads as a quadratic form: the squared norm
/// of what a change of the heads' outputs does to the residual stream is `x^T G x`.
package struct OutputGram: Sendable {
    /// G = W^T W, `[Q * D][Q * D]`.
    let matrix: Rows

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
        self.matrix = gram
    }
}
