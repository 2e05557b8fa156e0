import Engine
import TestSupport
import Testing
import Tuner

@Suite("A broken cache file counts as not there")
struct BrokenCacheTests {
    private static let headerBytes = 152

    private let toy: ToyCache
    private let cache: SnapshotCache
    private let entry: CacheEntry
    private let block: View<UInt8>
    private let whole: [UInt8]

    init() throws {
        toy = try ToyCache()
        cache = toy.open()
        (entry, block) = try ToyCache.entry()
        cache.store(entry, block)
        whole = try Files.bytes(toy.path(entry))
        #expect(whole.count == Self.headerBytes + block.count)
    }

    /// Nothing comes of the bytes, they go, and one line says why.
    private func expectRefused(_ bytes: [UInt8], _ what: String) throws {
        let before = toy.warnings.count
        _ = try toy.directory.write(bytes, as: entry.fileName)
        #expect(try ToyCache.load(entry, from: cache) == nil, "\(what)")
        #expect(try toy.names.isEmpty, "\(what)")
        #expect(toy.warnings.count == before + 1)
        #expect(toy.warnings.last?.contains("\n") == false)
    }

    @Test("cut off at any byte of the header, or within the content, or with more behind it")
    func truncated() throws {
        let last = whole.count - 1
        for count in Array(0...Self.headerBytes) + [Self.headerBytes + 1, last / 2, last] {
            try expectRefused(Array(whole.prefix(count)), "\(count) bytes")
        }
        try expectRefused(whole + [0], "a byte more")
    }

    @Test("with any bit of the header changed")
    func header() throws {
        for bit in 0..<8 * Self.headerBytes {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            try expectRefused(bytes, "bit \(bit)")
        }
    }

    @Test("with a bit of the content changed")
    func content() throws {
        for place in [0, 1, 100, block.count / 2, block.count - 1] {
            var bytes = whole
            bytes[Self.headerBytes + place] ^= 0x10
            try expectRefused(bytes, "byte \(place)")
        }
    }

    @Test("that is another prompt's or another model's")
    func other() throws {
        let (other, content) = try ToyCache.entry(1)
        cache.store(other, content)
        let bytes = try Files.bytes(toy.path(other))
        try Files.remove(toy.path(other))
        #expect(bytes.count == whole.count)
        try expectRefused(bytes, "another prompt's")
        #expect(toy.warnings.last?.contains("found the header of something else") == true)
    }

    @Test("where a folder or a pipe lies in its place")
    func special() throws {
        try Files.remove(toy.path(entry))
        try Files.makeFolder(toy.path(entry))
        #expect(try ToyCache.load(entry, from: cache) == nil)
        cache.store(entry, block)
        #expect(toy.warnings.count == 2, "\(toy.warnings)")
        try Files.remove(toy.path(entry))
        try Files.makePipe(toy.path(entry))
        #expect(try ToyCache.load(entry, from: toy.open()) == nil)
    }

    @Test("and is written anew")
    func again() throws {
        _ = try toy.directory.write([], as: entry.fileName)
        #expect(try ToyCache.load(entry, from: cache) == nil)
        cache.store(entry, block)
        #expect(try ToyCache.load(entry, from: cache) == block.array)
    }
}
