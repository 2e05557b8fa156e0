package import Engine

/// What a cache file is to hold: its name, its size and its header follow from the question alone,
/// so that nothing which a file says of itself is ever believed.
package struct CacheEntry: Sendable, Hashable {
    /// What is kept.
    enum Kind: String, CaseIterable {
        /// A prompt after its prefill.
        case snapshot
        /// The full cache's run over an answer.
        case reference
    }

    /// Raise it when a file's layout changes.
    private static let formatVersion = 1
    private static let magic = Array("tune-kv\n".utf8)
    /// Bytes of the SHA-256 of the content, with which a header ends.
    static let digestBytes = 32

    /// Bytes of the content.
    package let byteCount: Int
    /// The name of the file.
    package let fileName: String
    /// The header but for the content's SHA-256: magic, version, key, layout numbers, content bytes.
    let headerStart: [UInt8]
    private let key: [UInt8]

    /// Bytes of the file.
    package var fileBytes: Int { headerStart.count + Self.digestBytes + byteCount }

    /// A prompt after its prefill.
    ///
    /// - Parameters:
    ///   - tokens: The prompt.
    ///   - modelHash: The model file's fingerprint.
    package init(snapshotOf tokens: [Int], layout: SnapshotLayout, modelHash: String) {
        self.init(
            .snapshot, byteCount: layout.byteCount,
            numbers: Self.numbers(layout.shape) + [layout.tokens, layout.columnSums ? 1 : 0]
        ) { hash in
            hash.update(modelHash)
            hash.update(Kernels.path)
            hash.update([EngineVersion.numerics, layout.columnSums ? 1 : 0])
            hash.update(tokens)
        }
    }

    /// The full cache's run over an answer to a prompt.
    package init(referenceOf answer: [Int], after prompt: CacheEntry, layout: ReferenceLayout) {
        self.init(
            .reference, byteCount: layout.byteCount,
            numbers: Self.numbers(layout.shape) + [layout.tokens, 0]
        ) { hash in
            hash.update(prompt.key)
            hash.update(answer)
        }
    }

    private init(
        _ kind: Kind, byteCount: Int, numbers: [Int], question: (inout ContentHash) -> Void
    ) {
        var hash = ContentHash()
        hash.update(kind.rawValue)
        hash.update([Self.formatVersion])
        question(&hash)
        key = hash.digest()
        fileName = "\(key.hexadecimal).\(kind.rawValue)"
        headerStart =
            Self.magic + Self.bytes([Self.formatVersion]) + key + Self.bytes(numbers)
            + Self.bytes([byteCount])
        self.byteCount = byteCount
    }

    /// Whether a file's name is one that a cache gives.
    static func isFileName(_ name: some StringProtocol) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 2 * digestBytes
            && parts[0].allSatisfy { "0123456789abcdef".contains($0) }
            && Kind(rawValue: String(parts[1])) != nil
    }

    private static func numbers(_ shape: ModelShape) -> [Int] {
        [
            shape.layerCount, shape.headCount, shape.kvHeadCount, shape.headDim, shape.hiddenSize,
            shape.vocabularySize,
        ]
    }

    /// Numbers as 8 little-endian bytes each.
    private static func bytes(_ numbers: [Int]) -> [UInt8] {
        numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
}
