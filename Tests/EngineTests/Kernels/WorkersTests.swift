import Engine
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Workers")
struct WorkersTests {
    private struct PieceError: Error, Equatable {
        let piece: Int
    }

    @Test(
        "every piece runs once", arguments: [1, 2, 3, 9], [0, 1, 2, 3, 100])
    func once(threads: Int, pieces: Int) {
        let workers = Workers(count: threads)
        let calls = Mutex(Array(repeating: 0, count: pieces))
        for _ in 0..<20 {
            workers.forEach(pieces) { piece, _ in calls.withLock { $0[piece] += 1 } }
        }
        #expect(calls.withLock { $0 } == Array(repeating: 20, count: pieces))
    }

    @Test("calls with the same strand never overlap", arguments: [2, 3, 9])
    func strands(threads: Int) {
        let workers = Workers(count: threads)
        let inside = Mutex(Array(repeating: 0, count: threads))
        let overlaps = Atomic<Int>(0)
        workers.forEach(300) { _, strand in
            let entered = inside.withLock { inside in
                inside[strand] += 1
                return inside[strand]
            }
            if entered != 1 { overlaps.add(1, ordering: .relaxed) }
            sched_yield()
            inside.withLock { $0[strand] -= 1 }
        }
        #expect(overlaps.load(ordering: .relaxed) == 0)
    }

    @Test("two threads work at the same time")
    func together() {
        let workers = Workers(count: 2)
        let begun = Atomic<Int>(0)
        let met = Atomic<Int>(0)
        workers.forEach(2) { _, _ in
            begun.add(1, ordering: .sequentiallyConsistent)
            // Whoever works alone waits in vain.
            for _ in 0..<5000 where begun.load(ordering: .sequentiallyConsistent) < 2 {
                usleep(1000)
            }
            met.add(begun.load(ordering: .sequentiallyConsistent), ordering: .relaxed)
        }
        #expect(met.load(ordering: .relaxed) == 4)
    }

    @Test("a piece may hand out work itself", arguments: [1, 2, 3])
    func nested(threads: Int) {
        let workers = Workers(count: threads)
        let calls = Mutex(Array(repeating: 0, count: 30))
        for _ in 0..<20 {
            workers.forEach(5) { outer, _ in
                workers.forEach(6) { inner, _ in calls.withLock { $0[outer * 6 + inner] += 1 } }
            }
        }
        #expect(calls.withLock { $0 } == Array(repeating: 20, count: 30))
    }

    @Test("several callers share workers, and workers of their own work inside")
    func callers() {
        let (outer, shared) = (Workers(count: 3), Workers(count: 2))
        let sum = Atomic<Int>(0)
        outer.forEach(8) { _, _ in
            let own = Workers(count: 2)
            for _ in 0..<50 {
                shared.forEach(10) { piece, _ in sum.add(piece, ordering: .relaxed) }
                own.forEach(10) { piece, _ in sum.add(piece, ordering: .relaxed) }
            }
        }
        #expect(sum.load(ordering: .relaxed) == 8 * 50 * 2 * 45)
    }

    @Test("a piece sees what pieces of the round before wrote", arguments: [2, 3])
    func rounds(threads: Int) throws {
        let workers = Workers(count: threads)
        let cells = try Buffer<Int>(count: 64).view
        for round in 0..<20_000 {
            workers.forEach(4) { piece, _ in
                let neighbour = cells[(piece + 1) % 4 * 16 + round % 2]
                cells[piece * 16 + (round + 1) % 2] = neighbour + 1
            }
        }
        #expect((0..<4).map { cells[$0 * 16] } == [20_000, 20_000, 20_000, 20_000])
    }

    @Test("results come in order of their pieces", arguments: [1, 3])
    func results(threads: Int) throws {
        let workers = Workers(count: threads)
        let strands = (0..<threads).map { $0 }
        #expect(
            workers.map(50, strands: strands) { piece, _ in piece * 2 }
                == (0..<50).map { $0 * 2 })
        #expect(try workers.map(50) { $0 * 3 } == (0..<50).map { $0 * 3 })
    }

    @Test("of several failed pieces the lowest one's error is thrown", arguments: [1, 3])
    func errors(threads: Int) throws {
        let workers = Workers(count: threads)
        for _ in 0..<20 {
            #expect(throws: PieceError(piece: 7)) {
                _ = try workers.map(40) { piece in
                    if piece % 10 == 7 { throw PieceError(piece: piece) }
                    return piece
                }
            }
        }
        #expect(try workers.map(3) { $0 } == [0, 1, 2], "workers go on after an error")
    }

    @Test("workers that slept work again", arguments: [2, 3])
    func sleep(threads: Int) {
        let workers = Workers(count: threads)
        let sum = Atomic<Int>(0)
        for _ in 0..<20 {
            usleep(2000)
            workers.forEach(10) { piece, _ in
                usleep(100)
                sum.add(piece, ordering: .relaxed)
            }
        }
        #expect(sum.load(ordering: .relaxed) == 20 * 45)
    }

    @Test(
        "links of a chain run in order and one at a time", arguments: [1, 2, 3, 9], [1, 2, 3, 7])
    func chains(threads: Int, chains: Int) {
        let workers = Workers(count: threads)
        let links = Mutex(Array(repeating: [Int](), count: chains))
        let busy = Mutex(Array(repeating: false, count: chains))
        let overlaps = Atomic<Int>(0)
        workers.forEachLink(chains: chains, links: 40) { chain, link in
            let wasBusy = busy.withLock { busy in
                defer { busy[chain] = true }
                return busy[chain]
            }
            if wasBusy { overlaps.add(1, ordering: .relaxed) }
            links.withLock { $0[chain].append(link) }
            busy.withLock { $0[chain] = false }
        }
        #expect(overlaps.load(ordering: .relaxed) == 0)
        #expect(links.withLock { $0 } == Array(repeating: Array(0..<40), count: chains))
    }

    @Test("chains without links, and no chains, are no work")
    func noChains() {
        let workers = Workers(count: 2)
        let calls = Atomic<Int>(0)
        workers.forEachLink(chains: 0, links: 3) { _, _ in calls.add(1, ordering: .relaxed) }
        workers.forEachLink(chains: 3, links: 0) { _, _ in calls.add(1, ordering: .relaxed) }
        #expect(calls.load(ordering: .relaxed) == 0)
    }

    #if os(Linux)
        @Test("threads end when their workers are released")
        func released() throws {
            // Far more threads than other tests of the same process have at a time.
            let many = 200
            do {
                let workers = Workers(count: many)
                let copy = workers
                copy.forEach(2) { _, _ in }
                #expect(try Self.threads() >= many)
            }
            for _ in 0..<1000 where try Self.threads() >= many { usleep(5000) }
            #expect(try Self.threads() < many)
        }

        /// Threads of this process.
        private static func threads() throws -> Int {
            guard let directory = unsafe opendir("/proc/self/task") else { throw NoTasks() }
            defer { unsafe closedir(directory) }
            var count = -2  // "." and ".."
            while unsafe readdir(directory) != nil { count += 1 }
            return count
        }

        private struct NoTasks: Error {}
    #endif
}
