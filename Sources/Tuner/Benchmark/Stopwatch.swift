/// Times work.
enum Stopwatch {
    /// How often work is timed for a median.
    static let repetitions = 3

    /// Seconds that work takes.
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Median seconds of three runs after one that does not count.
    static func median(_ body: () throws -> Void) rethrows -> Double {
        try body()
        return try Statistics.quantile(
            0.5, of: (0..<repetitions).map { _ in try seconds(body) })
    }
}
