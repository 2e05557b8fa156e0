/// A weight matrix `[outputs][inputs]` in panels of `Kernels.panelWidth` outputs.
///
/// A register-tiled kernel over panels reached 257 to 267 GFLOP/s on one Zen 5 core where OpenBLAS
/// 0.3.21 reached 102 to 235 on the same shapes, and its sums run in one order whatever the rows of
/// a call, so results do not depend on batches or threads.
package struct PackedMatrix: Sendable {
    /// Rows of the matrix as the file states it.
    package let outputs: Int
    /// Columns of the matrix.
    package let inputs: Int
    private let panels: View<Float>

    /// Packs matrices of equal width, one below the other.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(_ matrix: [Float], inputs: Int) throws(MemoryError) {
        precondition(matrix.count % inputs == 0, "\(matrix.count) elements in rows of \(inputs)")
        self.inputs = inputs
        outputs = matrix.count / inputs
        let width = Kernels.panelWidth
        panels = try Buffer(count: (outputs + width - 1) / width * width * inputs).view
        Kernels.packPanels(matrix, rows: outputs, inner: inputs, into: panels)
    }

    /// Bytes in memory.
    package var byteCount: Int { panels.count * 4 }

    /// Panels of the matrix.
    package var panelCount: Int { panels.count / (Kernels.panelWidth * inputs) }

    /// One panel: its inputs as rows, as many columns as it has outputs.
    package func panel(_ index: Int) -> Rows {
        let size = Kernels.panelWidth * inputs
        let columns = min(Kernels.panelWidth, outputs - index * Kernels.panelWidth)
        return Rows(
            panels[index * size..<(index + 1) * size], count: inputs, width: columns,
            stride: Kernels.panelWidth)
    }

    /// Copies one row of the matrix.
    package func copyRow(_ row: Int, into out: View<Float>) {
        precondition(row >= 0 && row < outputs && out.count == inputs, "row \(row) of \(outputs)")
        let (panel, column) = (row / Kernels.panelWidth, row % Kernels.panelWidth)
        let start = panel * Kernels.panelWidth * inputs + column
        for input in 0..<inputs { out[input] = panels[start + input * Kernels.panelWidth] }
    }
}

extension Workers {
    /// Rows of a block of work; it depends on the problem and never on the number of threads.
    package static let rowBlock = 192
    /// Panels of a block of work.
    private static let panelBlock = 4
    /// Inputs that are summed in one chain before they join the total, which keeps rounding small.
    private static let chain = 256

    /// out = x * matrix^T, or out += x * matrix^T.
    package func apply(_ matrix: PackedMatrix, to x: Rows, into out: Rows, adding: Bool = false) {
        precondition(x.width == matrix.inputs && out.width == matrix.outputs)
        let rowBlocks = (x.count + Self.rowBlock - 1) / Self.rowBlock
        let panelBlocks = (matrix.panelCount + Self.panelBlock - 1) / Self.panelBlock
        forEach(rowBlocks * panelBlocks) { piece, _ in
            let first = piece / panelBlocks * Self.rowBlock
            let rows = first..<min(first + Self.rowBlock, x.count)
            let start = piece % panelBlocks * Self.panelBlock
            for index in start..<min(start + Self.panelBlock, matrix.panelCount) {
                let panel = matrix.panel(index)
                let column = index * Kernels.panelWidth
                let place = out[rows][columns: column..<column + panel.width]
                for input in stride(from: 0, to: matrix.inputs, by: Self.chain) {
                    let inputs = input..<min(input + Self.chain, matrix.inputs)
                    Kernels.multiply(
                        x[rows][columns: inputs], by: panel[inputs], into: place,
                        sum: adding || input > 0 ? .add : .store)
                }
            }
        }
    }

    /// Calls `body` for every row, in blocks that depend on the number of rows alone.
    package func forEachRow(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let block = 16
        forEach((count + block - 1) / block) { piece, _ in
            for row in piece * block..<min((piece + 1) * block, count) { body(row) }
        }
    }
}
