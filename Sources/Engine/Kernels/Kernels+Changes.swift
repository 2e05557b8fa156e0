internal import CKernels

extension Kernels {
    /// Expands some rows of `[n][width]` halves: out[i] = x[rows[i]].
    package static func gatherHalves(
        _ x: View<UInt16>, rows: View<Int32>, into out: Rows, on set: KernelSet = .chosen
    ) {
        precondition(out.count == rows.count && out.stride == out.width)
        check(rows, below: out.width > 0 ? x.count / out.width : 0)
        unsafe set.table.pointee.gather_halves(
            x.base, out.width, rows.base, rows.count, out.view.base)
    }

    /// Some columns of every row: out[row][i] = x[row][columns[i]].
    package static func gatherColumns(
        _ x: Rows, columns: View<Int32>, into out: Rows, on set: KernelSet = .chosen
    ) {
        precondition(out.count == x.count && out.width == columns.count)
        precondition(out.stride == out.width, "packed rows")
        check(columns, below: x.width)
        unsafe set.table.pointee.gather_columns(
            x.view.base, x.stride, x.count, columns.base, columns.count, out.view.base)
    }

    /// x -= y.
    package static func subtract(_ y: View<Float>, from x: View<Float>, on set: KernelSet = .chosen)
    {
        precondition(x.count == y.count, "subtract: \(x.count) and \(y.count) elements")
        unsafe set.table.pointee.subtract(x.base, y.base, x.count)
    }

    /// The sum of every row.
    package static func sumRows(
        _ x: Rows, into sums: View<Float>, on set: KernelSet = .chosen
    ) {
        precondition(sums.count == x.count, "\(x.count) rows, \(sums.count) sums")
        unsafe set.table.pointee.sum_rows(x.view.base, x.stride, x.count, x.width, sums.base)
    }

    /// Turns changed scores into what attention's weights change by, exp(score - maximum) - weight.
    ///
    /// - Parameters:
    ///   - maxima: What is subtracted from each row's scores.
    ///   - weights: exp(score - maximum) before the change.
    ///   - sums: Receives the sum of each row's changes.
    package static func weightChanges(
        _ scores: Rows, maxima: View<Float>, weights: Rows, sums: View<Float>,
        on set: KernelSet = .chosen
    ) {
        precondition(weights.count == scores.count && weights.width == scores.width)
        precondition(maxima.count == scores.count && sums.count == scores.count)
        unsafe set.table.pointee.weight_changes(
            scores.view.base, scores.stride, scores.count, scores.width, maxima.base,
            weights.view.base, weights.stride, sums.base)
    }

    /// What a softmax's output changes by: x = (x - change * output) / (total + change), row by row.
    ///
    /// - Parameters:
    ///   - x: What its weighted sum changes by, packed.
    ///   - changes: What each row's total changes by.
    ///   - totals: The totals before the change.
    ///   - outputs: The outputs before the change, packed.
    package static func outputChanges(
        _ x: Rows, changes: View<Float>, totals: View<Float>, outputs: Rows,
        on set: KernelSet = .chosen
    ) {
        precondition(changes.count == x.count && totals.count == x.count)
        precondition(outputs.count == x.count && outputs.width == x.width)
        precondition(x.stride == x.width && outputs.stride == outputs.width, "packed rows")
        unsafe set.table.pointee.output_changes(
            x.view.base, x.count, x.width, changes.base, totals.base, outputs.view.base)
    }

    /// Checks indices that C reads by.
    private static func check(_ indices: View<Int32>, below limit: Int) {
        precondition(
            indices.array.allSatisfy { $0 >= 0 && Int($0) < limit }, "an index beyond \(limit)")
    }
}
