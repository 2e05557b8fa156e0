internal import Dispatch
internal import Synchronization

/// Runs pieces of work on a number of threads.
///
/// The pieces are fixed by the problem and never by the number of threads, and each piece's result
/// depends on nothing but its index, so any number of threads gives the same bits.
package struct Workers: Sendable {
    /// Threads that work at the same time, the caller's included.
    package let count: Int

    /// Creates workers.
    package init(count: Int) {
        precondition(count >= 1, "\(count) threads")
        self.count = count
    }

    /// Calls `body` for all pieces and returns when all calls have finished.
    ///
    /// Calls with the same strand never overlap, so a strand may own scratch memory.
    package func forEach(_ pieces: Int, _ body: @Sendable (_ piece: Int, _ strand: Int) -> Void) {
        guard count > 1, pieces > 1 else {
            for piece in 0..<pieces { body(piece, 0) }
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(count, pieces)) { strand in
            while true {
                let piece = next.add(1, ordering: .relaxed).oldValue
                guard piece < pieces else { return }
                body(piece, strand)
            }
        }
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
