#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A block of memory at a 64-byte border, filled with zeros, freed with its last reference.
///
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

    /// Allocates `count` elements.
    ///
    /// - Throws: `MemoryError.refused` instead of a trap if the system has no such block.
    package init(count: Int) throws(MemoryError) {
        precondition(count >= 0, "buffer of \(count) elements")
        let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(
            by: MemoryLayout<Element>.stride)
        guard !overflow, bytes <= Int.max - 64 else { throw .refused(bytes: Int.max) }
        let rounded = (bytes + 63) / 64 * 64
        guard let block = unsafe aligned_alloc(64, rounded) else { throw .refused(bytes: rounded) }
        unsafe memset(block, 0, rounded)
        unsafe base = block.bindMemory(to: Element.self, capacity: count)
        self.count = count
        byteCount = rounded
    }

    deinit { unsafe free(base) }

    /// The whole block.
    package var view: View<Element> { unsafe View(owner: self, base: base, count: count) }

    /// Part of the block.
    package subscript(range: Range<Int>) -> View<Element> { view[range] }
}
