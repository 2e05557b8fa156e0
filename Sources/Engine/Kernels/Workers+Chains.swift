internal import Synchronization

extension Workers {
    /// Calls `body` for all links of some chains, those of a chain in order and one at a time, and
    /// returns when all calls have finished.
    ///
    /// Threads share a few long chains more evenly than as many pieces, and sums over a chain keep
    /// their order. Calls for the same chain never overlap, so a chain may own scratch memory.
    ///
    /// - Parameter links: Links of every chain.
    package func forEachLink(
        chains: Int, links: Int, _ body: @Sendable (_ chain: Int, _ link: Int) -> Void
    ) {
        let queue = Mutex(ChainQueue(chains: chains, links: links))
        forEach(min(chains, count)) { _, _ in
            var next = queue.withLock { $0.take() }
            while let (chain, link) = next {
                body(chain, link)
                next = queue.withLock { queue in
                    queue.giveBack(chain)
                    return queue.take()
                }
            }
        }
    }
}

/// Hands out the links of chains.
private struct ChainQueue {
    private let links: Int
    private var done: [Int]
    private var isTaken: [Bool]

    init(chains: Int, links: Int) {
        self.links = links
        done = Array(repeating: 0, count: chains)
        isTaken = Array(repeating: false, count: chains)
    }

    /// The next link of the free chain that is furthest behind.
    ///
    /// Nil if none is free that has links left: those who have the others will go on with them.
    mutating func take() -> (chain: Int, link: Int)? {
        var chosen: (chain: Int, link: Int)?
        for chain in done.indices where !isTaken[chain] && done[chain] < chosen?.link ?? links {
            chosen = (chain, done[chain])
        }
        if let chosen { isTaken[chosen.chain] = true }
        return chosen
    }

    /// Counts the link that was handed out.
    mutating func giveBack(_ chain: Int) {
        isTaken[chain] = false
        done[chain] += 1
    }
}
