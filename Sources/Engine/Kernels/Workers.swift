internal import Synchronization

/// Runs pieces of work on a number of threads.
///
/// The pieces are fixed by the problem and never by the number of threads, and each piece's result
/// depends on nothing but its index, so any number of threads gives the same bits.
///
/// Copies share their threads, which end when the last copy is released.
package struct Workers: Sendable {
    /// Threads that work at the same time, the caller's included.
    package let count: Int
    private let pool: WorkerPool?

    /// Creates workers; their threads start with the first work for them.
    package init(count: Int) {
        precondition(count >= 1, "\(count) threads")
        self.count = count
        pool = count > 1 ? WorkerPool(helpers: count - 1) : nil
    }

    /// Calls `body` for all pieces and returns when all calls have finished.
    ///
    /// Calls with the same strand, which is less than `count`, never overlap, so a strand may own
    /// scratch memory. Where the threads are at work already, for another caller or for a piece
    /// that itself calls this, all pieces run on the caller's thread as strand 0 of the call.
    package func forEach(_ pieces: Int, _ body: @Sendable (_ piece: Int, _ strand: Int) -> Void) {
        if pieces > 1, let pool, pool.run(pieces, body) { return }
        for piece in 0..<pieces { body(piece, 0) }
    }

    /// The results of all pieces, in order; `strands` holds what each strand of work owns.
    package func map<Strand: Sendable, Result: Sendable>(
        _ pieces: Int, strands: [Strand],
        _ body: @Sendable (_ piece: Int, _ strand: Strand) -> Result
    ) -> [Result] {
        let results = Mutex<[Int: Result]>([:])
        forEach(pieces) { piece, strand in
            let result = body(piece, strands[strand])
            results.withLock { $0[piece] = result }
        }
        return results.withLock { results in (0..<pieces).compactMap { results[$0] } }
    }

    /// The results of all pieces, in order.
    ///
    /// - Throws: The error of the lowest piece that failed.
    package func map<Result: Sendable>(
        _ pieces: Int, _ body: @Sendable (_ piece: Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
        forEach(pieces) { piece, _ in
            let result = Swift.Result { try body(piece) }
            results.withLock { $0[piece] = result }
        }
        return try results.withLock { results in
            try (0..<pieces).compactMap { try results[$0]?.get() }
        }
    }
}
