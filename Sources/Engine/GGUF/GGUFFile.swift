/// A GGUF file whose front has passed every check of the format; tensor data is read when asked for.
package struct GGUFFile: Sendable {
    /// The file, as the user named it.
    package var path: String { source.path }
    /// The version of the format, 2 or 3.
    package let version: Int
    /// The key-values in the file's order.
    package let metadata: GGUFMetadata
    /// Tensor data starts at multiples of this.
    package let alignment: Int
    /// The tensors in the file's order.
    package let tensors: [GGUFTensor]
    /// Where the last byte of any tensor's data ends.
    package let dataEnd: Int
    /// The file's size.
    package var byteCount: Int { source.byteCount }

    /// Bytes behind the last tensor that are not its padding.
    package var trailingByteCount: Int {
        max(0, byteCount - (dataEnd + alignment - 1) / alignment * alignment)
    }

    let source: ReadOnlyFile
    private let tensorPlaces: [String: Int]

    /// Opens a file and checks its front.
    ///
    /// - Throws: `GGUFError` naming the byte. Memory stays below the size of the metadata that is really there.
    package init(path: String) throws(GGUFError) {
        let source = try ReadOnlyFile(path: path)
        var parser = GGUFParser(source: source)
        let header = try parser.header()
        let metadata = try parser.metadata(count: header.entries)
        let alignment = try parser.alignment(in: metadata)
        let (tensors, dataEnd) = try parser.tensors(count: header.tensors, alignment: alignment)
        self.source = source
        self.version = header.version
        self.metadata = metadata
        self.alignment = alignment
        self.tensors = tensors
        self.dataEnd = dataEnd
        self.tensorPlaces = Dictionary(
            tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The tensor of a name.
    package func tensor(named name: String) -> GGUFTensor? {
        tensorPlaces[name].map { tensors[$0] }
    }

    /// Hands out the whole file in order, in pieces of at most 1 MiB, for a fingerprint.
    package func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try unsafe source.forEachChunk(of: 0..<byteCount, body)
    }
}
