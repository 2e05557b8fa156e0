import Engine
import TestSupport
import Testing
import Tuner

@Suite("Snapshot cache")
struct SnapshotCacheTests {
    private let toy: ToyCache

    init() throws { toy = try ToyCache() }

    @Test("gives back what was stored, to this run and to the next")
    func stored() throws {
        let (entry, block) = try ToyCache.entry()
        let cache = toy.open()
        #expect(try ToyCache.load(entry, from: cache) == nil)
        cache.store(entry, block)
        #expect(try ToyCache.load(entry, from: cache) == block.array)
        #expect(try ToyCache.load(entry, from: toy.open()) == block.array)
        #expect(try toy.names == [entry.fileName])
        let status = try Files.status(toy.path(entry))
        #expect(status.byteCount == entry.fileBytes && status.permissions == 0o600)
        #expect(toy.warnings.isEmpty)
    }

    @Test("makes its directory for this user alone")
    func directory() throws {
        let (entry, block) = try ToyCache.entry()
        let path = toy.directory.path + "/a/tune"
        toy.open(in: path).store(entry, block)
        #expect(try Files.names(in: path) == [entry.fileName])
        #expect(try Files.status(path).permissions == 0o700)
    }

    @Test("of files that are too large the one that was not used for longest goes first")
    func leastRecentlyUsed() throws {
        let entries = try (0..<5).map { try ToyCache.entry($0) }
        let size = 3 * entries[0].entry.fileBytes
        let cache = toy.open(size: size)
        for (index, item) in entries.prefix(3).enumerated() {
            cache.store(item.entry, item.block)
            try Files.setModified(toy.path(item.entry), seconds: 1000 + index)
        }
        #expect(try ToyCache.load(entries[0].entry, from: cache) != nil)
        for index in [3, 4] {
            cache.store(entries[index].entry, entries[index].block)
            #expect(try toy.names.count == 3, "the sum stays below the size")
        }
        for (index, isThere) in [true, false, false, true, true].enumerated() {
            #expect(
                try (ToyCache.load(entries[index].entry, from: cache) != nil) == isThere,
                "entry \(index)")
        }
        _ = toy.open(size: size - 1)
        #expect(try toy.names.count == 2, "a smaller size counts at once")
        #expect(toy.warnings.isEmpty)
    }

    @Test("keeps nothing that is larger than it may be")
    func tooLarge() throws {
        let (entry, block) = try ToyCache.entry()
        toy.open(size: entry.fileBytes - 1).store(entry, block)
        #expect(try toy.names.isEmpty && toy.warnings.isEmpty)
        toy.open(size: entry.fileBytes).store(entry, block)
        #expect(try toy.names == [entry.fileName])
    }

    @Test("leaves other files and those being written alone, not what a dead process left")
    func others() throws {
        let (entry, block) = try ToyCache.entry()
        let hash = String(repeating: "a", count: 64)
        let kept = [
            "notes.snapshot", "\(hash).txt", "\(hash).snapshot.1.0.tmp", "x.1.0.tmp",
            "\(hash).snapshot.bak",
        ]
        for name in kept { _ = try toy.directory.write([1], as: name) }
        _ = try toy.directory.write([1], as: "\(hash).snapshot.2147483646.0.tmp")
        toy.open(size: entry.fileBytes + 1).store(entry, block)
        #expect(try toy.names == (kept + [entry.fileName]).sorted())
        _ = toy.open(size: 1)
        #expect(try toy.names == kept.sorted())
    }

    @Test("says once that its directory cannot be written to, and goes on")
    func unwritable() throws {
        let file = try toy.directory.write([1], as: "file")
        let (entry, block) = try ToyCache.entry()
        let cache = toy.open(in: file + "/tune")
        #expect(!cache.isWritable)
        cache.store(entry, block)
        cache.store(entry, block)
        #expect(try ToyCache.load(entry, from: cache) == nil)
        #expect(toy.warnings.filter { $0.contains("not kept for later runs") }.count == 1)
    }

    @Test("two writers of the same prompt leave one whole file")
    func twoWriters() async throws {
        let (entry, block) = try ToyCache.entry()
        let caches = [toy.open(), toy.open()]
        await withTaskGroup { group in
            for cache in caches {
                group.addTask {
                    for _ in 0..<50 { cache.store(entry, block) }
                }
            }
        }
        #expect(try ToyCache.load(entry, from: toy.open()) == block.array)
        #expect(try toy.names == [entry.fileName])
    }
}
