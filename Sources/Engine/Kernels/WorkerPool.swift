internal import CKernels
internal import Synchronization

/// Threads that help whoever calls; its identity is the threads, which end with it.
///
/// They start with the first job, wait for the next one awake for a moment and then asleep, and hold
/// the board alone, so that releasing the pool ends them.
final class WorkerPool: Sendable {
    /// The most helpers that a board counts.
    static let mostHelpers = 0xffff

    private let board = WorkerBoard()
    private let helpers: Int
    private let isBusy = Atomic<Bool>(false)
    private let hasStarted = Atomic<Bool>(false)

    init(helpers: Int) {
        precondition(helpers <= Self.mostHelpers, "\(helpers) helpers")
        self.helpers = helpers
    }

    deinit { board.end() }

    /// Works at all pieces together with the helpers, as strand 0.
    ///
    /// - Returns: False, and nothing is done, if the helpers have another call's job, which may be
    ///   the caller's own.
    func run(_ pieces: Int, _ body: @Sendable (_ piece: Int, _ strand: Int) -> Void) -> Bool {
        guard !isBusy.exchange(true, ordering: .acquiring) else { return false }
        defer { isBusy.store(false, ordering: .releasing) }
        startOnce()
        withoutActuallyEscaping(body) { body in
            let job = WorkerJob(pieces: pieces, body: body)
            board.post(job)
            job.work(strand: 0)
            board.finish()
        }
        return true
    }

    /// Where the system grants fewer threads, fewer help.
    private func startOnce() {
        guard !hasStarted.exchange(true, ordering: .relaxed) else { return }
        for strand in 1...helpers {
            let helper = unsafe Unmanaged.passRetained(Helper(board: board, strand: strand))
            let started = unsafe ck_start_thread(
                { context in
                    guard let context = unsafe context else { return }
                    let helper = unsafe Unmanaged<Helper>.fromOpaque(context).takeRetainedValue()
                    helper.board.help(strand: helper.strand)
                }, helper.toOpaque())
            guard started else { return unsafe helper.release() }
        }
    }

    /// What a thread is given at its start.
    private final class Helper: Sendable {
        let board: WorkerBoard
        let strand: Int

        init(board: WorkerBoard, strand: Int) {
            self.board = board
            self.strand = strand
        }
    }
}
