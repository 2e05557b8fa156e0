internal import Engine
internal import Foundation
internal import Tuner

/// Shows on standard error how a search goes; with `--json`, events on standard output.
///
/// Its identity is the clock of each stage, which goes on from event to event.
final class SearchDisplay {
    private let json: Bool
    private let start = ContinuousClock.now
    private var layers: Progress?
    /// When the first candidate of this run was measured, and what was spent before it.
    private var searchStart: (time: ContinuousClock.Instant, evaluations: Double)?
    private var lastLine: ContinuousClock.Instant?

    init(json: Bool) { self.json = json }

    /// Shows an event.
    ///
    /// - Throws: `OutputError` if an event could not be written.
    func hear(_ event: SearchMonitor.Event) throws {
        switch event {
        case .localErrors(let done, let total):
            if layers == nil { layers = Progress("local errors", unit: "layers", total: total) }
            layers?.update(done: done)
            if done == total { layers?.finish(done: done) }
        case .screened(let evaluations, let limit):
            showLine("search", evaluations, limit, "", isLast: false)
        case .trial(let progress):
            if json { try Output.results.writeLine(Self.json(progress).line) }
            if progress.isKept { searchStart = nil }
            showLine(
                "search (\(progress.trial.origin.rawValue))", progress.evaluations,
                progress.limit, Self.text(progress),
                isLast: progress.evaluations >= progress.limit)
        }
    }

    private static func json(_ progress: SearchProgress) -> JSONEncoding {
        let trial = progress.trial
        return [
            "event": "trial", "kept": .bool(progress.isKept), "trial": .int(progress.number),
            "stage": .string(trial.origin.rawValue), "loss": .number(trial.loss),
            "bytes": .int(trial.bytes), "best_loss": .number(progress.best.loss),
            "evaluations": .double(progress.evaluations), "gap": .number(progress.gap),
            "samples": .int(trial.losses.count),
        ]
    }

    /// The best candidate so far.
    private static func text(_ progress: SearchProgress) -> String {
        let best = progress.best
        var text = String(format: ", best loss %.5f (%@)", best.loss, best.origin.rawValue)
        if let gap = progress.gap { text += String(format: ", at most %.5f to gain", gap) }
        if let uniform = progress.bestUniform, best.loss < uniform.loss {
            text += String(
                format: ", %.1f times below the best uniform plan", uniform.loss / best.loss)
        }
        return text + ", \(ByteCount(best.bytes))"
    }

    /// One live line on a terminal; plain lines now and then elsewhere.
    private func showLine(
        _ stage: String, _ evaluations: Double, _ limit: Double, _ text: String, isLast: Bool
    ) {
        let (now, isLive) = (ContinuousClock.now, Output.messages.isTerminal)
        let begin = searchStart ?? (now, evaluations)
        searchStart = begin
        let interval = isLive ? Duration.milliseconds(100) : .seconds(10)
        guard isLast || now - (lastLine ?? start) >= interval else { return }
        lastLine = now
        let spent = evaluations - begin.evaluations
        let rate = (now - begin.time) / .seconds(1) / max(spent, 1)
        let left = ProgressText.duration(seconds: rate * max(0, limit - evaluations))
        let line = String(
            format: "%@: %.0f of %.0f evaluations%@, %@ left", stage, evaluations, limit, text,
            left)
        try? Output.messages.write(
            isLive ? "\r\u{1b}[K" + line + (isLast ? "\n" : "") : line + "\n")
    }
}
