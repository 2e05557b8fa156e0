internal import CKernels

/// Rows of activations rounded to 32 bits in every block of inputs, for products in integers.
package struct RoundedRows: Sendable {
    /// Inputs that share a scale.
    package static let block = Int(CK_WEIGHT_BLOCK)

    /// The rounded activations in the order of the kernels, `[rows][2 * width]`.
    let codes: View<Int16>
    /// What a step of a code's upper half is, `[rows][width / block]`.
    let scales: View<Float>
    /// Sum of each block's activations, `[rows][width / block]`.
    let sums: View<Float>
    /// Rows of activations.
    package let count: Int
    /// Activations of a row, whole blocks.
    package let width: Int

    /// Blocks of a row.
    var blocks: Int { width / Self.block }

    /// Makes room for rows of up to `width` activations, rounded up to a whole block.
    package init(count: Int, width: Int) throws(MemoryError) {
        let blocks = (width + Self.block - 1) / Self.block
        codes = try Buffer(count: 2 * count * blocks * Self.block).view
        scales = try Buffer(count: count * blocks).view
        sums = try Buffer(count: count * blocks).view
        self.count = count
        self.width = blocks * Self.block
    }

    /// The same memory with the rounded activations of `x`, whose width is whole blocks.
    package func rounding(_ x: Rows, on set: KernelSet = .chosen) -> RoundedRows {
        precondition(x.width % Self.block == 0 && 2 * x.count * x.width <= codes.count)
        let rounded = RoundedRows(
            codes: codes, scales: scales, sums: sums, count: x.count, width: x.width)
        for row in 0..<x.count {
            Kernels.roundActivations(x[row], row: row, of: rounded, on: set)
        }
        return rounded
    }

    /// Some of the rows.
    package subscript(rows: Range<Int>) -> RoundedRows {
        RoundedRows(
            codes: codes[2 * rows.lowerBound * width..<2 * rows.upperBound * width],
            scales: scales[rows.lowerBound * blocks..<rows.upperBound * blocks],
            sums: sums[rows.lowerBound * blocks..<rows.upperBound * blocks], count: rows.count,
            width: width)
    }

    private init(
        codes: View<Int16>, scales: View<Float>, sums: View<Float>, count: Int, width: Int
    ) {
        self.codes = codes
        self.scales = scales
        self.sums = sums
        self.count = count
        self.width = width
    }
}
