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
        case .trial(let number, let total, let trial, let best, let uniform):
            if json {
                try Output.results.writeLine(
                    Self.json(number: number, trial, best: best).line)
            }
            showLine(number, total, best: best, uniform: uniform)
        }
    }

    private static func json(number: Int, _ trial: Trial, best: Trial) -> JSONEncoding {
        [
            "event": "trial", "trial": .int(number), "stage": .string(trial.origin.rawValue),
            "loss": .double(trial.loss), "bytes": .int(trial.bytes),
            "best_loss": .double(best.loss),
        ]
    }

    /// One live line on a terminal; plain lines now and then elsewhere.
    private func showLine(_ number: Int, _ total: Int, best: Trial, uniform: Trial?) {
        let (now, isLive) = (ContinuousClock.now, Output.messages.isTerminal)
        let interval = isLive ? Duration.milliseconds(100) : .seconds(10)
        let isLast = number == total
        guard isLast || now - (lastLine ?? start) >= interval else { return }
        lastLine = now
        let elapsed = (now - start) / .seconds(1)
        let left = elapsed / Double(number) * Double(total - number)
        var line = String(
            format: "search: %d of %d plans, best loss %.5f (%@)", number, total, best.loss,
            best.origin.rawValue)
        if let uniform, best.loss < uniform.loss {
            line += String(
                format: ", %.1f times below the best uniform plan", uniform.loss / best.loss)
        }
        line += String(format: ", %@, %.0f s left", ByteCount(best.bytes).description, left)
        try? Output.messages.write(
            isLive ? "\r\u{1b}[K" + line + (isLast ? "\n" : "") : line + "\n")
    }
}
