/// Cuts text into the words within which tokens are merged: one pass, no recursion, no backtracking
/// further than one character.
struct PreTokenizer: Sendable {
    /// The rules of a family of models; the names are GGUF's `tokenizer.ggml.pre`.
    enum Rules: String, Sendable, CaseIterable {
        /// GPT-2's pattern.
        case gpt2 = "gpt-2"
        /// Every number character on its own first, then GPT-2's pattern on what lies between.
        case smollm
    }

    /// What the pattern distinguishes.
    private enum Class {
        case letter
        case number
        case space
        case other
    }

    /// The rules that are followed.
    let rules: Rules

    /// Hands out the words of a text in order; together they are the text.
    ///
    /// - Parameter bytes: UTF-8.
    /// - Complexity: O(n).
    func forEachWord(
        in bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void
    ) {
        guard rules == .smollm else { return cut(bytes, body) }
        var start = bytes.startIndex
        var position = start
        while position < bytes.endIndex {
            let (kind, end) = character(at: position, in: bytes)
            if kind == .number {
                if start < position { cut(bytes[start..<position], body) }
                body(bytes[position..<end])
                start = end
            }
            position = end
        }
        if start < bytes.endIndex { cut(bytes[start...], body) }
    }

    /// GPT-2's pattern: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    private func cut(_ bytes: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>) -> Void) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end =
                contractionEnd(at: start, in: bytes) ?? runEnd(at: start, in: bytes)
                ?? spaceEnd(at: start, in: bytes)
            body(bytes[start..<end])
            start = end
        }
    }

    private func contractionEnd(at start: Int, in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes[start] == UInt8(ascii: "'"), start + 1 < bytes.endIndex else { return nil }
        switch bytes[start + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
            return start + 2
        default:
            let pair = bytes[(start + 1)...].prefix(2)
            let isPair = ["re", "ve", "ll"].contains { pair.elementsEqual($0.utf8) }
            return isPair ? start + 3 : nil
        }
    }

    /// The end of a run of letters, numbers or others, one blank before it included; nil at white space.
    private func runEnd(at start: Int, in bytes: ArraySlice<UInt8>) -> Int? {
        let first = bytes[start] == UInt8(ascii: " ") ? start + 1 : start
        guard first < bytes.endIndex else { return nil }
        let (kind, firstEnd) = character(at: first, in: bytes)
        guard kind != .space else { return nil }
        return end(ofRunOf: kind, from: firstEnd, in: bytes)
    }

    /// The end of white space, which leaves its last character to what follows, if anything does.
    private func spaceEnd(at start: Int, in bytes: ArraySlice<UInt8>) -> Int {
        var last = start
        var position = start
        while position < bytes.endIndex {
            let (kind, end) = character(at: position, in: bytes)
            guard kind == .space else { return last > start ? last : position }
            last = position
            position = end
        }
        return position
    }

    private func end(ofRunOf kind: Class, from start: Int, in bytes: ArraySlice<UInt8>) -> Int {
        var position = start
        while position < bytes.endIndex {
            let (next, end) = character(at: position, in: bytes)
            guard next == kind else { break }
            position = end
        }
        return position
    }

    /// The class of a character and where it ends.
    private func character(at position: Int, in bytes: ArraySlice<UInt8>) -> (Class, Int) {
        let byte = bytes[position]
        guard byte >= 0x80 else { return (Self.asciiClass(byte), position + 1) }
        var iterator = bytes[position...].prefix(4).makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            return (.other, position + 1)
        }
        return (Self.unicodeClass(scalar), position + UTF8.width(scalar))
    }

    private static func asciiClass(_ byte: UInt8) -> Class {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        case 0x09...0x0d, 0x20: .space
        default: .other
        }
    }

    private static func unicodeClass(_ scalar: Unicode.Scalar) -> Class {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            .letter
        case .decimalNumber, .letterNumber, .otherNumber: .number
        default: scalar.properties.isWhitespace ? .space : .other
        }
    }
}
