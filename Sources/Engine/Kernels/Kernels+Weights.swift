internal import CKernels

extension Kernels {
    /// Outputs of a panel of packed weights.
    package static let panelWidth = Int(CK_PANEL)

    /// Packs rows of a matrix, in the bytes that a file has for them, into one panel.
    ///
    /// - Parameters:
    ///   - bytes: Rows of a file, one after the other.
    ///   - rows: Which of them become the panel's outputs, `panelWidth` at most; the outputs behind
    ///     them get weights of zero.
    ///   - panel: As many bytes as `panelWidth` rows.
    static func packPanel(
        _ bytes: UnsafeRawBufferPointer, rows: [Int], type: TensorType, inputs: Int,
        into panel: View<UInt8>
    ) {
        let rowBytes = inputs / type.blockLength * type.blockBytes
        precondition(rows.count <= panelWidth && panel.count == panelWidth * rowBytes)
        precondition(inputs % type.blockLength == 0, "\(inputs) inputs in blocks of \(type)")
        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
            return
        }
        var starts = unsafe [UnsafePointer<UInt8>?](repeating: nil, count: panelWidth)
        for (index, row) in rows.enumerated() {
            precondition(row >= 0 && (row + 1) * rowBytes <= bytes.count)
            unsafe starts[index] = start + row * rowBytes
        }
        unsafe ck_pack_panel(weightType(type), starts, inputs, panel.base)
    }

    /// Multiplies rows with some panels of a matrix: out = x * panels^T, or out += x * panels^T.
    ///
    /// A row's result has the same bits whatever rows accompany it.
    ///
    /// - Parameter out: As many columns as the panels have outputs.
    package static func multiply(
        _ x: Rows, by weights: WeightPanels, panels: Range<Int>, into out: Rows, adding: Bool,
        on set: KernelSet = .chosen
    ) {
        precondition(panels.lowerBound >= 0 && panels.upperBound <= weights.panelCount)
        precondition(
            x.width == weights.inputs && out.count == x.count
                && out.width == weights.outputs(of: panels).count,
            "[\(x.count)][\(x.width)] by panels \(panels) -> [\(out.count)][\(out.width)]")
        unsafe withUnsafePointer(to: raw(weights)) { weights in
            unsafe set.table.pointee.multiply_weights(
                weights, panels.lowerBound, panels.count, x.view.base, x.stride, x.count,
                out.view.base, out.stride, adding)
        }
    }

    /// Rounds a row of activations for integer products: see `RoundedRows`.
    package static func roundActivations(
        _ x: View<Float>, row: Int, of rounded: RoundedRows, on set: KernelSet = .chosen
    ) {
        precondition(row >= 0 && row < rounded.count && x.count == rounded.width)
        let blocks = rounded.blocks
        let codes = rounded.codes[(2 * row * x.count)...]
        let scales = rounded.scales[(row * blocks)...]
        let sums = rounded.sums[(row * blocks)...]
        unsafe set.table.pointee.round_activations(
            x.base, x.count, codes.base, scales.base, sums.base)
    }

    /// The same product of activations that were rounded to 32 bits, for weights in blocks.
    ///
    /// Sums of a block are exact, so a row's result has the same bits whatever rows accompany it.
    ///
    /// - Parameter out: As many columns as the panels have outputs.
    package static func multiply(
        _ x: RoundedRows, by weights: WeightPanels, panels: Range<Int>, into out: Rows,
        adding: Bool, on set: KernelSet = .chosen
    ) {
        precondition(panels.lowerBound >= 0 && panels.upperBound <= weights.panelCount)
        precondition(weights.type.blockLength == RoundedRows.block, "\(weights.type) in integers")
        precondition(
            x.width == weights.inputs && out.count == x.count
                && out.width == weights.outputs(of: panels).count,
            "[\(x.count)][\(x.width)] by panels \(panels) -> [\(out.count)][\(out.width)]")
        let rows = unsafe ck_rounded(
            codes: x.codes.base, scales: x.scales.base, sums: x.sums.base)
        unsafe withUnsafePointer(to: raw(weights)) { weights in
            unsafe withUnsafePointer(to: rows) { rows in
                unsafe set.table.pointee.multiply_rounded(
                    weights, panels.lowerBound, panels.count, rows, x.count, out.view.base,
                    out.stride, adding)
            }
        }
    }

    /// Expands a panel: `[inputs][panelWidth]`.
    package static func expand(
        _ weights: WeightPanels, panel: Int, into out: View<Float>, on set: KernelSet = .chosen
    ) {
        precondition(panel >= 0 && panel < weights.panelCount, "panel \(panel)")
        precondition(out.count == weights.inputs * panelWidth, "\(out.count) floats")
        unsafe withUnsafePointer(to: raw(weights)) { weights in
            unsafe set.table.pointee.expand_panel(weights, panel, out.base)
        }
    }

    /// Expands one row of a matrix.
    package static func copyRow(_ weights: WeightPanels, row: Int, into out: View<Float>) {
        precondition(row >= 0 && row < weights.outputs, "row \(row) of \(weights.outputs)")
        precondition(out.count == weights.inputs, "\(out.count) floats")
        unsafe withUnsafePointer(to: raw(weights)) { unsafe ck_copy_row($0, row, out.base) }
    }

    private static func weightType(_ type: TensorType) -> ck_weight_type {
        precondition(TensorType.expandable.contains(type), "\(type) is not expandable")
        return ck_weight_type(rawValue: type.code)
    }

    /// The matrix for C.
    private static func raw(_ weights: WeightPanels) -> ck_weights {
        unsafe ck_weights(
            panels: weights.bytes.base, type: ck_weight_type(rawValue: weights.type.code),
            outputs: weights.outputs, inputs: weights.inputs)
    }
}
