package import Engine
internal import Foundation

/// A study's front for people and for machines.
package struct FrontierReport: Sendable {
    private let front: StudyFront
    private let points: [StudyFront.Point]

    /// Reports some points.
    package init(_ front: StudyFront, _ points: [StudyFront.Point]) {
        self.front = front
        self.points = points
    }

    /// The result line of `tune frontier --json`.
    package var json: JSONEncoding {
        [
            "context": .int(front.context), "max_new_tokens": .int(front.maxNewTokens),
            "full_bytes": .int(front.fullBytes), "trials": .int(front.trials.count),
            "points": .array(points.map(\.json)),
        ]
    }

    /// A table.
    package var lines: [String] {
        let head = ["budget", "of full", "predicted KL", "price of a MiB", "measured KL", "bytes"]
        let rows = points.map { point in
            [
                ByteCount(point.budget).description,
                "1/" + Decimals.text(Double(front.fullBytes) / Double(point.budget), 1),
                number(point.predictedLoss), number(point.shadowPrice),
                point.verified.map { number($0.loss) } ?? "-",
                point.verified.map { ByteCount($0.bytes).description } ?? "-",
            ]
        }
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max() ?? 0
        }
        let table = ([head] + rows).map { row in
            zip(row, widths).map { cell, width in
                String(repeating: " ", count: width - cell.count) + cell
            }.joined(separator: "  ")
        }
        return table + [
            "",
            "KL in nats per token on the tasks that were searched on, for \(front.context) prompt"
                + " and \(front.maxNewTokens) new tokens; \(front.trials.count) plans measured.",
        ]
    }

    private func number(_ value: Double) -> String { String(format: "%.5f", value) }
}

extension StudyFront.Point {
    fileprivate var json: JSONEncoding {
        [
            "budget_bytes": .int(budget), "bytes": .int(bytes),
            "predicted_kl": .double(predictedLoss),
            "shadow_price_per_mib": .double(shadowPrice),
            "verified": verified.map { ["bytes": .int($0.bytes), "kl": .double($0.loss)] }
                ?? .null,
        ]
    }
}
