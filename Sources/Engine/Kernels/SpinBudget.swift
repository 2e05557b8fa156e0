internal import CKernels
internal import Dispatch

/// How long a thread may wait without giving up its core.
///
/// The pauses between two pieces of a token's forward pass are shorter, so its threads stay awake;
/// waking one takes as long as all of this. Longer would take time from other programs' threads.
struct SpinBudget {
    private static let nanoseconds: UInt64 = 30_000
    private static let turnsPerLook: UInt = 16

    private var turns: UInt = 0
    private var end: UInt64?

    /// Waits a moment; false when the time is used up.
    mutating func turn() -> Bool {
        ck_pause()
        turns += 1
        guard turns % Self.turnsPerLook == 0 else { return true }
        let now = DispatchTime.now().uptimeNanoseconds
        guard let end else {
            end = now + Self.nanoseconds
            return true
        }
        return now < end
    }
}
