internal import Crypto
internal import Engine
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

    /// Adds numbers after their count, 8 little-endian bytes each.
    mutating func update(_ numbers: [Int]) {
        for number in [numbers.count] + numbers {
            unsafe withUnsafeBytes(of: number.littleEndian) { unsafe update($0) }
        }
    }

    /// Adds the bytes of a block.
    mutating func update(_ block: View<UInt8>) {
        unsafe update(UnsafeRawBufferPointer(start: block.base, count: block.count))
    }

    /// The hash of what was added, 32 bytes.
    func digest() -> [UInt8] { Array(state.finalize()) }

    /// The hash of what was added, 64 lower-case digits.
    func hexadecimal() -> String { digest().hexadecimal }
}

extension [UInt8] {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
