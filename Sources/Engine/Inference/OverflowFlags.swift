internal import Synchronization

/// Which pieces of work met a value that does not fit; its identity is the flag that threads share.
final class OverflowFlags: Sendable {
    private let lowest: Atomic<Int>
    private let count: Int

    init(count: Int) {
        self.count = count
        lowest = Atomic(count)
    }

    /// Marks a piece.
    func raise(_ piece: Int) { lowest.min(piece, ordering: .relaxed) }

    /// The lowest piece that was marked.
    var first: Int? {
        let piece = lowest.load(ordering: .relaxed)
        return piece < count ? piece : nil
    }
}
