/// Byte-pair encoding of one word: bytes become tokens, neighbours are merged lowest rank first.
struct BytePairEncoder: Sendable {
    private let byteTokens: [UInt32?]
    private let merges: MergeTable

    /// Prepares the tokens of single bytes.
    init(merges: MergeTable, tokens: [[UInt8]: Int]) {
        self.merges = merges
        byteTokens = (0..<256).map { byte in
            tokens[ByteAlphabet.text(of: UInt8(byte))].map { UInt32($0) }
        }
    }

    /// Appends the tokens of a word; bytes that the vocabulary lacks are left out.
    ///
    /// - Complexity: O(n log n) for n bytes, whatever they are.
    func encode(_ word: ArraySlice<UInt8>, into tokens: inout [Int]) {
        var symbols = word.compactMap { byteTokens[Int($0)] }
        guard symbols.count > 1 else {
            tokens.append(contentsOf: symbols.map { Int($0) })
            return
        }
        // A list over positions: a merge keeps the left position and skips the right one.
        let end = symbols.count
        var next = Array(1...end)
        var previous = Array(-1..<end - 1)
        var isMerged = [Bool](repeating: false, count: end)
        var queue = MergeQueue()

        func propose(_ left: Int, in queue: inout MergeQueue) {
            guard left >= 0, next[left] < end,
                let merge = merges[symbols[left], symbols[next[left]]]
            else { return }
            queue.push(rank: merge.rank, position: UInt32(left))
        }

        for left in 0..<end - 1 { propose(left, in: &queue) }
        while let (rank, position) = queue.pop() {
            let left = Int(position)
            // Proposals are not withdrawn: one counts only if the same two neighbours still stand there.
            guard !isMerged[left], next[left] < end else { continue }
            let right = next[left]
            guard let merge = merges[symbols[left], symbols[right]], merge.rank == rank else {
                continue
            }
            symbols[left] = merge.token
            isMerged[right] = true
            next[left] = next[right]
            if next[right] < end { previous[next[right]] = left }
            propose(previous[left], in: &queue)
            propose(left, in: &queue)
        }
        var position = 0
        while position < end {
            tokens.append(Int(symbols[position]))
            position = next[position]
        }
    }
}
