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
    package static let rowBlock = 264
    /// Panels of a block of work.
    private static let panelBlock = 4
    /// Up to so many rows a product waits for memory.
    private static let fewRows = 4

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
        let rowBlocks = (x.count + Self.rowBlock - 1) / Self.rowBlock
        let pieces = panelPieces(of: matrix, rows: x.count)
        forEach(rowBlocks * pieces.count) { index, _ in
            let first = index / pieces.count * Self.rowBlock
            let rows = first..<min(first + Self.rowBlock, x.count)
            for run in pieces[index % pieces.count] {
                let (part, place) = (matrix.parts[run.part], out[rows][columns: run.columns])
                if let rounded, part.hasBlocks {
                    Kernels.multiply(
                        rounded[rows], by: part, panels: run.panels, into: place, adding: adding)
                } else {
                    Kernels.multiply(
                        x[rows], by: part, panels: run.panels, into: place, adding: adding)
                }
            }
        }
    }

    /// Panels of one part of a matrix, and the columns of a product with them.
    private struct PanelRun: Sendable {
        let part: Int
        let panels: Range<Int>
        let columns: Range<Int>
    }

    /// Pieces of work of a product with some rows, each one or more runs of panels.
    ///
    /// Many rows share pieces of some panels. Few rows wait for memory, which is fastest read in one
    /// run, so every thread gets one; that changes no result, as each output is summed alone.
    private func panelPieces(of matrix: PackedMatrix, rows: Int) -> [[PanelRun]] {
        let total = matrix.parts.reduce(0) { $0 + $1.panelCount }
        let pieces =
            rows > Self.fewRows
            ? (total + Self.panelBlock - 1) / Self.panelBlock : min(count, total)
        return (0..<pieces).map { piece in
            Self.runs(
                of: matrix, panels: total * piece / pieces..<total * (piece + 1) / pieces)
        }
    }

    /// Panels of a matrix, counted through its parts, part by part.
    private static func runs(of matrix: PackedMatrix, panels: Range<Int>) -> [PanelRun] {
        var runs: [PanelRun] = []
        var (first, column) = (0, 0)
        for (index, part) in matrix.parts.enumerated() {
            let inside = panels.clamped(to: first..<first + part.panelCount)
            if !inside.isEmpty {
                let own = inside.lowerBound - first..<inside.upperBound - first
                let outputs = part.outputs(of: own)
                runs.append(
                    PanelRun(
                        part: index, panels: own,
                        columns: column + outputs.lowerBound..<column + outputs.upperBound))
            }
            first += part.panelCount
            column += part.outputs
        }
        return runs
    }

    /// Calls `body` for every row, in blocks that depend on the number of rows alone.
    package func forEachRow(_ count: Int, _ body: @Sendable (Int) -> Void) {
        let block = 16
        forEach((count + block - 1) / block) { piece, _ in
            for row in piece * block..<min((piece + 1) * block, count) { body(row) }
        }
    }
}
