import Engine
import Synchronization
import TestSupport
import Tuner

/// A cache in a directory of its own, and what it warned of.
final class ToyCache: Sendable {
    let directory: TemporaryDirectory
    private let heard = Mutex<[String]>([])

    init() throws { directory = try TemporaryDirectory() }

    /// Opens the cache as a new run does.
    func open(size: Int = 1 << 30, in path: String? = nil) -> SnapshotCache {
        SnapshotCache(
            directory: path ?? directory.path, size: ByteCount(size), modelHash: "ab"
        ) { warning in
            self.heard.withLock { $0.append(warning) }
        }
    }

    var warnings: [String] { heard.withLock { $0 } }
    var names: [String] { get throws { try Files.names(in: directory.path) } }

    /// Where an entry's file lies.
    func path(_ entry: CacheEntry) -> String { "\(directory.path)/\(entry.fileName)" }

    /// An entry of a toy prompt, and a block of random bytes for it.
    static func entry(_ token: Int = 0) throws -> (entry: CacheEntry, block: View<UInt8>) {
        let shape = ModelShape(
            layerCount: 1, headCount: 1, kvHeadCount: 1, headDim: 4, hiddenSize: 4,
            feedForwardSize: 4, vocabularySize: 200, contextLength: 16, ropeBase: 1,
            normEpsilon: 1)
        let layout = SnapshotLayout(shape, tokens: 2, columnSums: true)
        let entry = CacheEntry(snapshotOf: [token, 1], layout: layout, modelHash: "ab")
        var generator = SeededGenerator(seed: UInt64(token))
        return (
            entry,
            try .of((0..<layout.byteCount).map { _ in UInt8(generator.int(below: 256)) })
        )
    }

    /// What the cache has of an entry.
    static func load(_ entry: CacheEntry, from cache: SnapshotCache) throws -> [UInt8]? {
        let block = try Buffer<UInt8>(count: entry.byteCount)[0..<entry.byteCount]
        return cache.load(entry, into: block) ? block.array : nil
    }
}
