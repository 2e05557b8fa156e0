internal import Synchronization

/// One call's pieces of work; its identity is the counter that hands them out.
final class WorkerJob: Sendable {
    private let pieces: Int
    private let body: @Sendable (_ piece: Int, _ strand: Int) -> Void
    private let next = Atomic<Int>(0)

    init(pieces: Int, body: @escaping @Sendable (_ piece: Int, _ strand: Int) -> Void) {
        self.pieces = pieces
        self.body = body
    }

    /// Threads besides the caller's that can have something to do.
    var usefulHelpers: Int { pieces - 1 }

    /// Takes pieces until all are taken.
    func work(strand: Int) {
        while true {
            let piece = next.add(1, ordering: .relaxed).oldValue
            guard piece < pieces else { return }
            body(piece, strand)
        }
    }
}
