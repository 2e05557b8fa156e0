internal import Dispatch
internal import Foundation
internal import Synchronization

/// Turns SIGINT and SIGTERM into a flag that long work polls; the second one ends the process.
///
/// A class because it owns the handlers of the process; there is one of it.
package final class Interruption {
    /// Whether a signal came; the handlers and the worker share it.
    package final class Flag: Sendable {
        /// The first signal that came, 0 before.
        private let received = Atomic<Int32>(0)

        /// Whether work should be saved and ended.
        package var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

        /// Ends the current work if a signal came.
        ///
        /// - Throws: `StoppedBySignal`.
        package func check() throws(StoppedBySignal) {
            let number = received.load(ordering: .relaxed)
            guard number == 0 else { throw StoppedBySignal(number: number) }
        }

        fileprivate func handle(_ number: Int32) {
            let (isFirst, _) = received.compareExchange(
                expected: 0, desired: number, ordering: .relaxed)
            guard isFirst else { _exit(StoppedBySignal(number: number).exitCode) }
            try? Output.messages.write("\nsaving what is finished; another signal ends at once\n")
        }
    }

    /// What work polls.
    package let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    /// Starts to listen; when it returns, no signal is missed any more.
    package init() {
        let flag = flag
        let registrations = DispatchSemaphore(value: 0)
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler { flag.handle(number) }
            source.setRegistrationHandler { registrations.signal() }
            source.resume()
            return source
        }
        for _ in sources { registrations.wait() }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    /// Makes writes into closed pipes and past file-size limits fail instead of killing the process.
    static func ignoreWriteSignals() {
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    }
}
