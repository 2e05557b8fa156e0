internal import Dispatch
internal import Synchronization

/// Where one thread posts a job and others, its helpers, find it; its identity is what they share.
///
/// Nobody waits for a helper that has not begun, so one that sleeps or got no core delays nothing.
///
/// `@unchecked Sendable`: `job` is written by the one thread that posts, and only while the board is
/// shut and nobody is inside; helpers read it only while they are inside.
final class WorkerBoard: @unchecked Sendable {
    /// All that threads tell each other, so that every change is one atomic step.
    private let word = Atomic<UInt64>(0)
    private var job: WorkerJob?
    private let wake = DispatchSemaphore(value: 0)
    private let empty = DispatchSemaphore(value: 0)

    /// Offers a job to the helpers and wakes as many as can be of use.
    ///
    /// Jobs are posted by one thread at a time, and each is followed by `finish`.
    func post(_ job: WorkerJob) {
        self.job = job
        var woken = 0
        change { state in
            woken = min(state.sleeping, job.usefulHelpers)
            state.sleeping -= woken
            state.isOpen = true
            state.round &+= 1
            return true
        }
        for _ in 0..<woken { wake.signal() }
    }

    /// Takes the job back and waits until no helper works at it.
    func finish() {
        change { state in
            state.isOpen = false
            return true
        }
        var budget = SpinBudget()
        while state.inside > 0 {
            guard !budget.turn() else { continue }
            let waits = change { state in
                state.isAwaited = state.inside > 0
                return state.isAwaited
            }
            if waits { empty.wait() }
        }
        job = nil
    }

    /// Sends the helpers home.
    func end() {
        var woken = 0
        change { state in
            woken = state.sleeping
            state.sleeping = 0
            state.hasEnded = true
            return true
        }
        for _ in 0..<woken { wake.signal() }
    }

    /// A helper's life: works at jobs until the end.
    func help(strand: Int) {
        var round = 0
        var patience = Patience()
        while enter(after: &round, patience: &patience) {
            work(strand: strand)
            leave()
        }
    }

    /// Waits for a job later than `round` and enters; false at the end.
    private func enter(after round: inout Int, patience: inout Patience) -> Bool {
        var budget = patience.nextWait()
        while true {
            let now = state
            if now.hasEnded { return false }
            if now.round != round {
                let entered = change { state in
                    round = state.round
                    state.inside += 1
                    return state.isOpen
                }
                if entered {
                    if budget != nil { patience.note(inVain: false) }
                    return true
                }
            } else if budget?.turn() != true {
                if budget != nil { patience.note(inVain: true) }
                budget = nil
                let sleeps = change { state in
                    state.sleeping += 1
                    return state.round == round && !state.hasEnded
                }
                if sleeps { wake.wait() }
            }
        }
    }

    /// Apart, so that nothing of the job is held any more when the helper leaves.
    @inline(never)
    private func work(strand: Int) { job?.work(strand: strand) }

    private func leave() {
        var isLast = false
        change { state in
            state.inside -= 1
            isLast = state.isAwaited && state.inside == 0
            if isLast { state.isAwaited = false }
            return true
        }
        if isLast { empty.signal() }
    }

    private var state: State { State(bits: word.load(ordering: .acquiring)) }

    /// Changes the state in one step, on what it is at that moment; no change if `update` says so.
    @discardableResult
    private func change(_ update: (inout State) -> Bool) -> Bool {
        var old = word.load(ordering: .acquiring)
        while true {
            var state = State(bits: old)
            guard update(&state) else { return false }
            let (exchanged, original) = word.compareExchange(
                expected: old, desired: state.bits, ordering: .acquiringAndReleasing)
            if exchanged { return true }
            old = original
        }
    }
}

extension WorkerBoard {
    /// What the word says.
    private struct State {
        /// Helpers that work at the job.
        var inside: Int
        /// Helpers that sleep until they are woken.
        var sleeping: Int
        /// Whether helpers may enter.
        var isOpen: Bool
        /// Whether the last helper inside must wake the thread that posted.
        var isAwaited: Bool
        /// Whether helpers must go.
        var hasEnded: Bool
        /// Jobs posted, modulo 2^29.
        var round: Int

        init(bits: UInt64) {
            inside = Int(bits & 0xffff)
            sleeping = Int(bits >> 16 & 0xffff)
            isOpen = bits >> 32 & 1 != 0
            isAwaited = bits >> 33 & 1 != 0
            hasEnded = bits >> 34 & 1 != 0
            round = Int(bits >> 35)
        }

        var bits: UInt64 {
            UInt64(inside) | UInt64(sleeping) << 16 | (isOpen ? 1 : 0) << 32
                | (isAwaited ? 1 : 0) << 33 | (hasEnded ? 1 : 0) << 34 | UInt64(round) << 35
        }
    }
}
