/// A weight matrix `[outputs][inputs]` as a file stores it, in panels that expand fast.
///
/// Weights stay packed in memory, in about the bytes of the file, and become float32 on the way
/// into a product, tile by tile. A register-tiled kernel over panels reached 257 to 267 GFLOP/s on
/// one Zen 5 core where OpenBLAS 0.3.21 reached 102 to 235 on the same shapes, and its sums run in
/// one order whatever the rows of a call, so results do not depend on batches or threads.
package struct PackedMatrix: Sendable {
    /// Rows of the matrix.
    package let outputs: Int
    /// Columns of the matrix.
    package let inputs: Int
    /// Matrices of one type each that lie one below the other.
    let parts: [WeightPanels]

    /// Puts matrices of equal width one below the other.
    package init(_ parts: [WeightPanels]) {
        precondition(!parts.isEmpty && parts.allSatisfy { $0.inputs == parts[0].inputs })
        inputs = parts[0].inputs
        outputs = parts.reduce(0) { $0 + $1.outputs }
        self.parts = parts
    }

    /// Packs a float32 matrix, row by row.
    ///
    /// - Throws: `MemoryError` if the machine is too small.
    package init(_ matrix: [Float], inputs: Int) throws {
        precondition(matrix.count % inputs == 0, "\(matrix.count) elements in rows of \(inputs)")
        let panels = try unsafe WeightPanels(
            type: .f32, outputs: matrix.count / inputs, inputs: inputs, workers: Workers(count: 1)
        ) { rows, bytes in
            unsafe matrix[rows.lowerBound * inputs..<rows.upperBound * inputs].withUnsafeBytes {
                unsafe bytes.copyMemory(from: $0)
            }
        }
        self.init([panels])
    }

    /// Whether some of the weights lie in blocks.
    var hasBlocks: Bool { parts.contains { $0.hasBlocks } }

    /// Bytes in memory.
    package var byteCount: Int { parts.reduce(0) { $0 + $1.bytes.count } }

    /// Expands one row of the matrix.
    package func copyRow(_ row: Int, into out: View<Float>) {
        var row = row
        for part in parts {
            if row < part.outputs { return Kernels.copyRow(part, row: row, into: out) }
            row -= part.outputs
        }
        preconditionFailure("row \(row) behind the last one")
    }
}

extension Workers {
    /// Rows of a block of work; it depends on the problem and never on the number of threads.
    package static let rowBlock = 192
    /// Panels of a block of work.
    private static let panelBlock = 4

    /// out = x * matrix^T, or out += x * matrix^T.
    ///
    /// - Parameter room: Where weights in blocks are to be multiplied in integers, memory for the
    ///   rounded rows.
    package func apply(
        _ matrix: PackedMatrix, to x: Rows, into out: Rows, adding: Bool = false,
        rounding room: RoundedRows? = nil
    ) {
        precondition(x.width == matrix.inputs && out.width == matrix.outputs)
        let rounded = matrix.hasBlocks ? room?.rounding(x) : nil
        let pieces = Self.panelPieces(of: matrix)
        let rowBlocks = (x.count + Self.rowBlock - 1) / Self.rowBlock
        forEach(rowBlocks * pieces.count) { index, _ in
            let first = index / pieces.count * Self.rowBlock
            let rows = first..<min(first + Self.rowBlock, x.count)
            let piece = pieces[index % pieces.count]
            let (part, place) = (matrix.parts[piece.part], out[rows][columns: piece.columns])
            if let rounded, part.hasBlocks {
                Kernels.multiply(
                    rounded[rows], by: part, panels: piece.panels, into: place, adding: adding)
            } else {
                Kernels.multiply(
                    x[rows], by: part, panels: piece.panels, into: place, adding: adding)
            }
        }
    }

    /// Panels of one part of a matrix, and the columns of a product with them.
    private struct PanelPiece: Sendable {
        let part: Int
        let panels: Range<Int>
        let columns: Range<Int>
    }

    private static func panelPieces(of matrix: PackedMatrix) -> [PanelPiece] {
        var pieces: [PanelPiece] = []
        var column = 0
        for (index, part) in matrix.parts.enumerated() {
            for start in stride(from: 0, to: part.panelCount, by: panelBlock) {
                let panels = start..<min(start + panelBlock, part.panelCount)
                let width = part.outputs(of: panels).count
                pieces.append(
                    PanelPiece(part: index, panels: panels, columns: column..<column + width))
                column += width
            }
        }
        return pieces
    }

    /// Calls `body` for every row, in blocks that depend on the number of rows alone.
    package func forEachRow(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let block = 16
        forEach((count + block - 1) / block) { piece, _ in
            for row in piece * block..<min((piece + 1) * block, count) { body(row) }
        }
    }
}
