internal import Engine
internal import Foundation

/// The table of `tune evaluate` for people.
package struct EvaluationText: Sendable {
    private let full: FullMeasurement
    private let selection: TaskSelection

    /// Prepares the table of some samples.
    package init(full: FullMeasurement, selection: TaskSelection) {
        self.full = full
        self.selection = selection
    }

    /// What was measured on, the names of the columns and the full cache's row.
    package var header: String {
        let samples =
            "\(selection.tasks.count) samples, bytes for \(selection.context) prompt and"
            + " \(selection.maxNewTokens) new tokens, \(Kernels.path) kernels\n"
        return samples
            + row("bytes", "of full", "kl", "kl p90", "nll", "agree", "score", "plan") + "\n"
            + row(
                full.bytes.description, "1", "0", "0", number(full.nll), "1",
                full.score.map { number($0) } ?? "-", "full cache")
            + "\n"
    }

    /// A plan's row.
    package func row(_ name: String, _ measured: PlanMeasurement) -> String {
        let share = Double(full.bytes.rawValue) / Double(max(1, measured.bytes.rawValue))
        return row(
            measured.bytes.description, "1/" + String(format: "%.1f", share), number(measured.kl),
            number(measured.kl90), number(measured.nll), number(measured.agreement),
            measured.score.map { number($0) } ?? "-", name)
    }

    private func number(_ value: Double) -> String { String(format: "%.4f", value) }

    private func row(_ cells: String...) -> String {
        let widths = [10, 8, 8, 8, 8, 8, 8]
        return zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(0, width - cell.count)) + cell
        }.joined(separator: "  ") + "  " + (cells.last ?? "")
    }
}
