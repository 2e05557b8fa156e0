/// A matrix `[outputs][inputs]` of one tensor type, in panels of `Kernels.panelWidth` outputs.
///
/// The weights take the bytes that they take in a file; kernels expand them to the float32 values
/// of `GGUFFile.floats` while they multiply.
package struct WeightPanels: Sendable {
    /// The type of all weights.
    package let type: TensorType
    /// Rows of the matrix.
    package let outputs: Int
    /// Columns of the matrix.
    package let inputs: Int
    /// The panels; see `ck_panels.h` for their order.
    let bytes: View<UInt8>

    /// Makes panels of a matrix that `readRows` reads.
    ///
    /// - Parameters:
    ///   - rowOrder: The row of the source that becomes an output.
    ///   - readRows: Fills a buffer with the bytes of some rows of the source.
    /// - Throws: What `readRows` throws, or `MemoryError` if the machine is too small.
    package init(
        type: TensorType, outputs: Int, inputs: Int, workers: Workers,
        rowOrder: @Sendable (Int) -> Int = { $0 },
        readRows: @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        self.type = type
        self.outputs = outputs
        self.inputs = inputs
        let rowBytes = inputs / type.blockLength * type.blockBytes
        let panelBytes = rowBytes * Kernels.panelWidth
        let panelCount = (outputs + Kernels.panelWidth - 1) / Kernels.panelWidth
        let packed = try Buffer<UInt8>(count: panelCount * panelBytes).view
        bytes = packed
        _ = try workers.map(panelCount) { panel in
            let first = panel * Kernels.panelWidth
            let rows = (first..<min(first + Kernels.panelWidth, outputs)).map(rowOrder)
            guard let lowest = rows.min(), let highest = rows.max() else { return }
            let source = UnsafeMutableRawBufferPointer.allocate(
                byteCount: (highest + 1 - lowest) * rowBytes, alignment: 64)
            defer { unsafe source.deallocate() }
            try unsafe readRows(lowest..<highest + 1, source)
            unsafe Kernels.packPanel(
                UnsafeRawBufferPointer(source), rows: rows.map { $0 - lowest }, type: type,
                inputs: inputs, into: packed[panel * panelBytes..<(panel + 1) * panelBytes])
        }
    }

    /// Whether weights lie in blocks that share a scale.
    package var hasBlocks: Bool { type.blockLength == RoundedRows.block }

    /// Panels of the matrix.
    package var panelCount: Int { (outputs + Kernels.panelWidth - 1) / Kernels.panelWidth }

    /// The outputs of some panels.
    package func outputs(of panels: Range<Int>) -> Range<Int> {
        panels.lowerBound
            * Kernels.panelWidth..<min(
                panels.upperBound * Kernels.panelWidth, outputs)
    }
}
