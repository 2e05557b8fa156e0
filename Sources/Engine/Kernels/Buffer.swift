#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A block of memory at a 64-byte border, freed with its last reference.
///
/// It lies in memory or in a file that the system pages in and out (`SpillFile`).
/// Its identity is the block: snapshots, caches and weights share one without copying it.
/// `@unchecked Sendable`: threads write only ranges that the work was cut into beforehand, and read
/// what was written only after all of them have finished (`Workers.forEach` returns then).
@safe
package final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Element>
    /// Elements in the block.
    package let count: Int
    /// Bytes that were allocated, rounded up to 64.
    package let byteCount: Int
    private let isSpilled: Bool

    /// Allocates `count` elements, all zero.
    ///
    /// - Throws: `MemoryError.refused` instead of a trap if the system has no such block.
    package convenience init(count: Int) throws(MemoryError) {
        try self.init(unset: count)
        unsafe memset(base, 0, byteCount)
    }

    /// Allocates `count` elements with whatever bits the memory has; each is to be written before it
    /// is read.
    ///
    /// - Throws: `MemoryError.refused` instead of a trap if the system has no such block.
    package init(unset count: Int) throws(MemoryError) {
        precondition(count >= 0, "buffer of \(count) elements")
        guard let rounded = Self.byteCount(of: count) else { throw .refused(bytes: Int.max) }
        guard let block = unsafe aligned_alloc(64, rounded) else { throw .refused(bytes: rounded) }
        unsafe base = block.bindMemory(to: Element.self, capacity: count)
        self.count = count
        byteCount = rounded
        isSpilled = false
    }

    /// Makes a block of `count` elements in a temporary file, whose space is reserved at once.
    ///
    /// - Throws: `FileError` if the directory takes no file or has no space for it.
    package init(count: Int, spilledTo directory: String) throws(FileError) {
        precondition(count >= 0, "buffer of \(count) elements")
        guard let rounded = Self.byteCount(of: count) else {
            throw FileError(path: directory, operation: "reserve space in", code: EFBIG)
        }
        let block = try unsafe SpillFile.map(byteCount: rounded, in: directory)
        unsafe base = block.bindMemory(to: Element.self, capacity: count)
        self.count = count
        byteCount = rounded
        isSpilled = true
    }

    deinit {
        if isSpilled {
            unsafe munmap(base, byteCount)
        } else {
            unsafe free(base)
        }
    }

    /// Bytes of so many elements, at least of one, rounded up to 64; nil if no block is so large.
    private static func byteCount(of count: Int) -> Int? {
        let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(
            by: MemoryLayout<Element>.stride)
        return overflow || bytes > Int.max - 64 ? nil : (bytes + 63) / 64 * 64
    }

    /// The whole block.
    package var view: View<Element> { unsafe View(owner: self, base: base, count: count) }

    /// Part of the block.
    package subscript(range: Range<Int>) -> View<Element> { view[range] }
}
