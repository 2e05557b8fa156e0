/// The merges of byte-pair encoding: which two neighbours become which token, and which go first.
struct MergeTable: Sendable {
    /// A merge of two neighbouring tokens.
    struct Merge: Sendable {
        /// The place in the file's list; lower ones go first.
        let rank: UInt32
        /// The token of both together.
        let token: UInt32
    }

    private let merges: [UInt64: Merge]

    /// The merge of two neighbours.
    subscript(left: UInt32, right: UInt32) -> Merge? {
        merges[UInt64(left) << 32 | UInt64(right)]
    }

    /// Reads GGUF `tokenizer.ggml.merges`; of equal merges the first counts.
    ///
    /// - Throws: `TokenizerError` naming the merge that names an unknown token.
    init(file: GGUFFile, tokens: [[UInt8]: Int]) throws {
        let lines = try file.metadata.array("tokenizer.ggml.merges", of: [.string])
        var merges: [UInt64: Merge] = [:]
        merges.reserveCapacity(lines.count)
        for rank in 0..<lines.count {
            let line = lines.string(at: rank)
            func refuse(_ fault: TokenizerFault) -> TokenizerError {
                TokenizerError(
                    path: file.path, byteOffset: lines.byteOffset(of: rank), fault: fault)
            }
            let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw refuse(.badMerge(index: rank, text: printableText(line)))
            }
            guard let left = tokens[Array(parts[0])], let right = tokens[Array(parts[1])],
                let token = tokens[Array(parts[0] + parts[1])]
            else { throw refuse(.unknownMerge(index: rank, text: printableText(line))) }
            let pair = UInt64(left) << 32 | UInt64(right)
            guard merges[pair] == nil else { continue }
            merges[pair] = Merge(rank: UInt32(rank), token: UInt32(token))
        }
        self.merges = merges
    }
}
