/// Progress of work that is mostly over before anybody looks: silent for the first two seconds.
struct SlowProgress {
    private static let patience = Duration.seconds(2)

    private var progress: Progress
    private let start = ContinuousClock.now
    private var isShown = false

    /// Starts the clock.
    init(_ label: String, unit: String, total: Int?) {
        progress = Progress(label, unit: unit, total: total)
    }

    /// Says that so many are done, once the work has turned out to be slow.
    mutating func update(done: Int) {
        guard isShown || ContinuousClock.now - start >= Self.patience else { return }
        isShown = true
        progress.update(done: done)
    }

    /// Says that the work is over, if it was slow.
    mutating func finish(done: Int) {
        if isShown { progress.finish(done: done) }
    }
}
