/// Tells on standard error how far a stage is: one live line on a terminal, else a plain line now
/// and then.
///
/// What cannot be written there is dropped: progress is no result.
struct Progress {
    /// Between two live lines.
    private static let liveInterval = Duration.milliseconds(100)
    /// Between two plain lines, so that a log stays short.
    private static let plainInterval = Duration.seconds(10)

    private let text: ProgressText
    private let output: Output
    private let isLive: Bool
    private let start = ContinuousClock.now
    private var lastLine: ContinuousClock.Instant?
    private var lastShown: Int?

    /// Starts the clock of a stage.
    init(_ label: String, unit: String, total: Int?, output: Output = .messages) {
        text = ProgressText(label: label, unit: unit, total: total)
        self.output = output
        isLive = output.isTerminal
    }

    /// Says that so many are done; most calls print nothing.
    ///
    /// - Parameter note: Ends the line.
    mutating func update(done: Int, note: String? = nil) {
        let now = ContinuousClock.now
        let interval = isLive ? Self.liveInterval : Self.plainInterval
        guard now - (lastLine ?? start) >= interval else { return }
        lastLine = now
        lastShown = done
        show(done: done, note: note, at: now, isLast: false)
    }

    /// Says that the stage is over; its last line stays.
    mutating func finish(done: Int, note: String? = nil) {
        guard isLive || lastShown != done else { return }
        show(done: done, note: note, at: .now, isLast: true)
    }

    private func show(
        done: Int, note: String?, at now: ContinuousClock.Instant, isLast: Bool
    ) {
        let line = text.line(
            done: done, elapsedSeconds: (now - start) / .seconds(1), note: note)
        // Carriage return and "erase to the end of the line" replace what the line said before.
        let shown = isLive ? "\r\u{1b}[K" + line + (isLast ? "\n" : "") : line + "\n"
        try? output.write(shown)
    }
}
