/// Times work several times.
struct Stopwatch {
    /// How often work is timed for a median.
    let repetitions: Int
    /// Hears of each run of timed work, and of each prompt that is prepared for it.
    let onRun: () throws -> Void

    /// Runs that a median takes, the one that does not count included.
    var runs: Int { repetitions + 1 }

    /// Median seconds of the runs after one that does not count.
    func median(_ body: () throws -> Void) throws -> Double {
        try median(preparing: {}, timing: body)
    }

    /// Median seconds of the runs after one that does not count; what each of them needs is made
    /// anew before its time starts.
    func median<Input>(
        preparing prepare: () throws -> Input, timing body: (Input) throws -> Void
    ) throws -> Double {
        let seconds = try (0..<runs).map { _ in
            let input = try prepare()
            let seconds = try Self.seconds { try body(input) }
            try onRun()
            return seconds
        }
        return Statistics.quantile(0.5, of: Array(seconds.dropFirst()))
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
