/// A binary heap of possible merges, lowest rank first and leftmost first among equals.
struct MergeQueue {
    private var heap: [UInt64] = []

    /// Adds a merge of the symbol at a position with its neighbour.
    ///
    /// - Complexity: O(log n).
    mutating func push(rank: UInt32, position: UInt32) {
        heap.append(UInt64(rank) << 32 | UInt64(position))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the merge that goes first.
    ///
    /// - Complexity: O(log n).
    mutating func pop() -> (rank: UInt32, position: UInt32)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (UInt32(truncatingIfNeeded: first >> 32), UInt32(truncatingIfNeeded: first))
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
