/// Tokens to text one by one, for output as it comes: a character appears when its last byte has come.
package struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private var pending: [UInt8] = []

    /// Starts with no text.
    package init(tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// The text that a token completes, possibly none; bytes that can be no character become U+FFFD.
    package mutating func append(_ token: Int) -> String {
        pending.append(contentsOf: tokenizer.bytes(of: token))
        let whole = pending.count - Self.unfinishedCount(at: pending)
        let text = String(decoding: pending[..<whole], as: UTF8.self)
        pending.removeFirst(whole)
        return text
    }

    /// What is left when no token follows: the bytes of an unfinished character as U+FFFD.
    package mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// Bytes at the end that begin a character and do not finish it, 0 to 3.
    private static func unfinishedCount(at bytes: [UInt8]) -> Int {
        for (back, byte) in bytes.reversed().prefix(3).enumerated() where byte & 0xc0 != 0x80 {
            let length =
                switch byte {
                case 0xc2...0xdf: 2
                case 0xe0...0xef: 3
                case 0xf0...0xf4: 4
                default: 1
                }
            return length > back + 1 ? back + 1 : 0
        }
        return 0
    }
}
