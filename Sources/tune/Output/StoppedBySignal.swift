/// Work was saved and ended because a signal asked for it.
package struct StoppedBySignal: Error, CustomStringConvertible {
    /// The signal's number.
    package let number: Int32

    /// As shells count: 130 for SIGINT, 143 for SIGTERM.
    package var exitCode: Int32 { 128 + number }

    package var description: String { "stopped by signal \(number)" }
}
