package import Engine
internal import Foundation
internal import Synchronization

/// Prefilled prompts and the full cache's runs over their answers, kept on disk for later runs.
///
/// A file that is not exactly what was asked for is removed and counts as not there; a directory
/// that cannot be written to is told once. Its identity is whether it was told.
package final class SnapshotCache: Sendable {
    /// Bytes that are read and hashed at a time.
    private static let chunk = 1 << 20

    /// The fingerprint of the model file whose prompts are kept.
    let modelHash: String
    private let directory: CacheDirectory
    private let warn: @Sendable (String) -> Void
    private let mayStore: Mutex<Bool>

    /// Whether files can be made in its directory.
    package var isWritable: Bool { directory.isWritable }

    /// Opens a cache, making its directory, and removes what is above its size.
    ///
    /// - Parameters:
    ///   - size: Bytes that all its files may take together, other models' included.
    ///   - modelHash: The model file's fingerprint.
    ///   - warn: Hears what went wrong, a line at a time.
    package init(
        directory path: String, size: ByteCount, modelHash: String,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.modelHash = modelHash
        directory = CacheDirectory(path, size: size)
        self.warn = warn
        mayStore = Mutex(true)
        directory.make()
        directory.trim(toHold: 0)
    }

    /// Fills a block with what was kept.
    ///
    /// - Parameter block: Exactly the entry's bytes; not to be read if there is nothing.
    /// - Returns: Whether it was there.
    package func load(_ entry: CacheEntry, into block: View<UInt8>) -> Bool {
        precondition(block.count == entry.byteCount, "\(block.count) of \(entry.byteCount) bytes")
        let path = directory.path(of: entry)
        do {
            let file = try ReadOnlyFile(path: path)
            if let fault = try fault(of: file, as: entry, readInto: block) {
                discard(path, because: fault)
                return false
            }
            directory.touch(path)
            return true
        } catch {
            if case .cannotOpen = (error as? GGUFError)?.fault { return false }
            discard(path, because: "\(error)")
            return false
        }
    }

    /// Keeps a block, removing what was not used for longest where there is no room.
    package func store(_ entry: CacheEntry, _ block: View<UInt8>) {
        precondition(block.count == entry.byteCount, "\(block.count) of \(entry.byteCount) bytes")
        guard mayStore.withLock({ $0 }), directory.trim(toHold: entry.fileBytes) else { return }
        var hash = ContentHash()
        hash.update(block)
        do {
            let header = entry.headerStart + hash.digest()
            let start = try Buffer<UInt8>(count: header.count)[0..<header.count]
            start.copy(from: header)
            try AtomicFile.write([start, block], to: directory.path(of: entry))
        } catch {
            mayStore.withLock { $0 = false }
            warn("prefilled prompts are not kept for later runs: \(error)")
        }
    }

    /// Reads a file's content into a block; what is wrong with it, nil if it is what was asked for.
    private func fault(
        of file: ReadOnlyFile, as entry: CacheEntry, readInto block: View<UInt8>
    ) throws -> String? {
        guard file.byteCount == entry.fileBytes else {
            return "found \(file.byteCount) bytes, expected \(entry.fileBytes)"
        }
        var header = [UInt8](
            repeating: 0, count: entry.headerStart.count + CacheEntry.digestBytes)
        try unsafe header.withUnsafeMutableBytes { try unsafe file.read(at: 0, into: $0) }
        guard header.starts(with: entry.headerStart) else {
            return "found the header of something else"
        }
        var hash = ContentHash()
        for start in stride(from: 0, to: block.count, by: Self.chunk) {
            let piece = block[start..<min(start + Self.chunk, block.count)]
            try unsafe file.read(
                at: header.count + start,
                into: UnsafeMutableRawBufferPointer(start: piece.base, count: piece.count))
            hash.update(piece)
        }
        return hash.digest() == Array(header.suffix(CacheEntry.digestBytes))
            ? nil : "found a content that does not match its SHA-256"
    }

    private func discard(_ path: String, because fault: String) {
        unsafe unlink(path)
        let place = fault.hasPrefix(path) ? "" : "\(printableText(path)): "
        warn("\(place)\(fault); it is computed again")
    }
}
