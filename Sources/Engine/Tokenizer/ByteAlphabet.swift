/// The letters that stand for bytes in the texts of byte-level tokens (GPT-2): visible Latin-1 characters
/// for themselves, the others for U+0100 on, so that no token's text has spaces or controls.
enum ByteAlphabet {
    /// The scalar of each byte.
    static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            if isVisible(byte) { return UInt32(byte) }
            defer { next += 1 }
            return next
        }
    }()

    /// The byte of each scalar below U+0144.
    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = UInt8(byte) }
        return bytes
    }()

    /// The bytes that a token's text stands for; scalars outside the alphabet stand for themselves.
    static func bytes(of text: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars {
            if scalar.value < 0x144, let byte = bytes[Int(scalar.value)] {
                result.append(byte)
            } else {
                result.append(contentsOf: Array(String(scalar).utf8))
            }
        }
        return result
    }

    /// The text of the token that stands for one byte.
    static func text(of byte: UInt8) -> [UInt8] {
        let scalar = scalars[Int(byte)]
        return scalar < 0x80
            ? [UInt8(scalar)] : [UInt8(0xc0 | scalar >> 6), UInt8(0x80 | scalar & 0x3f)]
    }

    private static func isVisible(_ byte: Int) -> Bool {
        (0x21...0x7e).contains(byte) || (0xa1...0xac).contains(byte) || (0xae...0xff).contains(byte)
    }
}
