internal import Crypto
internal import Foundation

/// SHA-256 over bytes that come piece by piece.
struct ContentHash {
    private var state = SHA256()

    /// Adds bytes.
    mutating func update(_ bytes: [UInt8]) { state.update(data: bytes) }

    /// Adds bytes that lie in memory of the caller's.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe state.update(bufferPointer: bytes)
    }

    /// Adds a text after its length in bytes, so that no two lists of texts hash alike by chance.
    mutating func update(_ text: String) {
        state.update(data: Array("\(text.utf8.count):".utf8))
        state.update(data: Array(text.utf8))
    }

    /// The hash of what was added, 64 lower-case digits.
    func hexadecimal() -> String {
        state.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
