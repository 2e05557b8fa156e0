package import Engine

/// The fingerprint of a model file: SHA-256 over all its bytes, metadata and tensor data.
package enum ModelHash {
    /// The hash in hexadecimal digits.
    ///
    /// - Throws: `GGUFError` if the file cannot be read.
    package static func sha256(of file: GGUFFile) throws -> String {
        var hash = ContentHash()
        try unsafe file.forEachChunk { unsafe hash.update($0) }
        return hash.hexadecimal()
    }
}
