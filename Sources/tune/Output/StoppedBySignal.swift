/// Work was saved and ended because a signal asked for it.
struct StoppedBySignal: Error, CustomStringConvertible {
    /// The signal's number.
    let number: Int32

    /// As shells count: 130 for SIGINT, 143 for SIGTERM.
    var exitCode: Int32 { 128 + number }

    var description: String { "stopped by signal \(number)" }
}
