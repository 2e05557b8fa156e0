internal import Crypto
package import Engine

/// The fingerprint of a model file: SHA-256 over all its bytes, metadata and tensor data.
package enum ModelHash {
    /// The hash in hexadecimal digits.
    ///
    /// - Throws: `GGUFError` if the file cannot be read.
    package static func sha256(of file: GGUFFile) throws -> String {
        var hash = SHA256()
        try unsafe file.forEachChunk { unsafe hash.update(bufferPointer: $0) }
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
