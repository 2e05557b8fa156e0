internal import CKernels

/// How the C library treats freed memory; a program sets it once, at its start.
package enum HeapSettings {
    /// Keeps freed blocks of up to 64 MiB for the next ones.
    ///
    /// Given back to the system, each comes again as fresh pages that cost a fault apiece: without this
    /// decoding is 5 to 10 % slower.
    package static func keepFreedBlocks() {
        ck_keep_freed_blocks(64 << 20, 256 << 20)
    }
}
