/// The tokens that stand for themselves in a text: control and user-defined ones, as a tree over bytes.
struct SpecialTokens: Sendable {
    /// The child of a node (high bits) by a byte (low eight bits).
    private var children: [Int: Int] = [:]
    /// The token that ends at a node.
    private var tokens: [Int?] = [nil]
    /// Whether any token begins with a byte.
    private var isFirst = [Bool](repeating: false, count: 256)

    /// Collects a vocabulary's special tokens.
    init(vocabulary: Vocabulary) {
        for token in 0..<vocabulary.count {
            let kind = vocabulary.kinds[token]
            guard kind == .control || kind == .userDefined else { continue }
            insert(vocabulary.text(of: token), token: token)
        }
    }

    private mutating func insert(_ text: ArraySlice<UInt8>, token: Int) {
        guard let first = text.first else { return }
        isFirst[Int(first)] = true
        var node = 0
        for byte in text {
            let step = node << 8 | Int(byte)
            if let child = children[step] {
                node = child
            } else {
                children[step] = tokens.count
                node = tokens.count
                tokens.append(nil)
            }
        }
        if tokens[node] == nil { tokens[node] = token }
    }

    /// The longest special token that begins at a position, and where it ends.
    func match(at start: Int, in bytes: [UInt8]) -> (token: Int, end: Int)? {
        guard isFirst[Int(bytes[start])] else { return nil }
        var best: (token: Int, end: Int)?
        var node = 0
        for position in start..<bytes.count {
            guard let child = children[node << 8 | Int(bytes[position])] else { break }
            node = child
            if let token = tokens[node] { best = (token, position + 1) }
        }
        return best
    }
}
