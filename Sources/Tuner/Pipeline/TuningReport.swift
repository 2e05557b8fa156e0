package import Engine
internal import Foundation

/// What a run decided and what the decision costs.
package struct TuningReport: Sendable {
    /// The file to write.
    package let profile: Profile
    /// Quality on held-out samples.
    package let judgement: Judgement
    /// Whether the full cache fits the budget.
    package let keepsAll: Bool
    /// Why the search ended; nil where there was none.
    package let stopped: StopReason?

    /// The result line of `tune --json`.
    package func json(path: String, seconds: Double) -> JSONEncoding {
        var fields: [String: JSONEncoding] = [
            "profile": .string(path),
            "bytes": .int(profile.bytes.rawValue),
            "budget_bytes": .int(profile.budget.bytes.rawValue),
            "evaluations": .int(profile.provenance.evaluations),
            "seconds": .double(seconds),
            "kernels": .string(Kernels.path),
            "keeps_all": .bool(keepsAll),
            "stopped": stopped.map { .string($0.rawValue) } ?? .null,
            "full": [
                "bytes": .int(fullBytes), "score": .double(judgement.full.score ?? 0),
            ],
            "held_out": [
                "samples": .int(judgement.samples), "kl": .double(judgement.winner.kl),
                "kl_interval": judgement.kl.json,
                "score": .double(judgement.winner.score ?? 0),
                "score_difference": judgement.scoreDifference.json,
                "lost": judgement.lostTasks.json,
            ],
        ]
        if let uniform = judgement.uniform {
            fields["best_uniform"] = [
                "plan": .string(uniform.plan.text),
                "bytes": .int(uniform.measurement.bytes.rawValue * profile.budget.concurrency),
                "kl": .double(uniform.measurement.kl),
                "score": .double(uniform.measurement.score ?? 0),
            ]
        }
        fields["baselines"] = .array(judgement.baselines.map(baselineJSON))
        if keepsAll, let smallest = judgement.smallestAsGood {
            fields["smallest_as_good"] = baselineJSON(smallest.name, smallest.measurement)
        }
        return .object(fields)
    }

    private func baselineJSON(_ name: String, _ measured: PlanMeasurement) -> JSONEncoding {
        [
            "name": .string(name),
            "bytes": .int(measured.bytes.rawValue * profile.budget.concurrency),
            "kl": .double(measured.kl), "score": .double(measured.score ?? 0),
        ]
    }

    /// What people read when a search ends: the verdict, a table and a map of what is kept.
    package var lines: [String] {
        var lines = [verdict, "", row("", "bytes", "of full", "kl", "score")]
        lines.append(
            row(
                "full cache", ByteCount(fullBytes).description, "1", "0",
                number(judgement.full.score ?? 0)))
        if let uniform = judgement.uniform {
            lines.append(row("best uniform plan", uniform.measurement))
        }
        for baseline in judgement.baselines {
            lines.append(row(baseline.name, baseline.measurement))
        }
        lines.append(row("this profile", judgement.winner))
        lines.append("")
        lines += HeadMap(profile).lines()
        if let uniform = judgement.uniform {
            lines += ["", "best uniform plan: \(uniform.plan.text)"]
        }
        return lines
    }

    /// What was decided, in a sentence.
    package var verdict: String {
        let difference = judgement.scoreDifference
        let score =
            "score \(number(judgement.winner.score ?? 0)) against"
            + " \(number(judgement.full.score ?? 0)) of the full cache (difference"
            + " \(number(difference.mean)), 95 % interval \(number(difference.low)) to"
            + " \(number(difference.high)))"
        if keepsAll {
            return "Every token fits the budget at 16 bit: the profile keeps everything;"
                + " \(score). " + smallestAsGood
        }
        var text =
            "The plan takes 1/\(ratio(profile.bytes.rawValue)) of the full cache's bytes; on"
            + " \(judgement.samples) held-out samples its KL is"
            + " \(number(judgement.winner.kl)) nats per token"
        if let uniform = judgement.uniform {
            text += ", the best uniform plan's \(number(uniform.measurement.kl))"
        }
        text += "; \(score). \(judgement.lostTasks.text)"
        if let stopped {
            text += " The search ended after \(profile.provenance.evaluations) evaluations:"
            text += " \(stopped.text)."
        }
        return text
    }

    private var smallestAsGood: String {
        guard let smallest = judgement.smallestAsGood else {
            return "None of the smaller plans measured as good."
        }
        let bytes = smallest.measurement.bytes * profile.budget.concurrency
        return "The smallest plan that measured as good: \(smallest.name), \(bytes)."
    }

    private var fullBytes: Int {
        judgement.full.bytes.rawValue * profile.budget.concurrency
    }

    private func ratio(_ bytes: Int) -> String {
        String(format: "%.1f", Double(fullBytes) / Double(max(1, bytes)))
    }

    private func number(_ value: Double) -> String { String(format: "%.4f", value) }

    private func row(_ name: String, _ measured: PlanMeasurement) -> String {
        let bytes = measured.bytes * profile.budget.concurrency
        return row(
            name, bytes.description, "1/" + ratio(bytes.rawValue), number(measured.kl),
            number(measured.score ?? 0))
    }

    private func row(_ name: String, _ cells: String...) -> String {
        let padded = name + String(repeating: " ", count: max(0, 20 - name.count))
        return cells.reduce(padded) { line, cell in
            line + String(repeating: " ", count: max(1, 11 - cell.count)) + cell
        }
    }
}
