import Engine
import TestSupport
import Testing

@Suite("Broken and unknown tokenizers")
struct TokenizerFaultTests {
    @Test("a merge of an unknown token is refused by index", arguments: ["Ġ xyz", "xyz a", "b a"])
    func unknownMerge(merge: String) throws {
        let error = try #require(throws: TokenizerError.self) {
            try ToyTokenizer {
                $0.set("tokenizer.ggml.merges", .texts(Array(ToyModel.merges.prefix(4)) + [merge]))
            }
        }
        #expect(error.fault == .unknownMerge(index: 4, text: merge))
        #expect(error.description.contains(": byte \(error.byteOffset): found merge 4 "))
        #expect(error.exitStatus == .badFile)
    }

    @Test(
        "a merge that is not two parts is refused by index", arguments: ["aa", "a a a", " a", ""])
    func badMerge(merge: String) throws {
        let error = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { $0.set("tokenizer.ggml.merges", .texts([merge])) }
        }
        #expect(error.fault == .badMerge(index: 0, text: merge))
    }

    @Test("tokenizers and pre-tokenizers that are not known are named as such")
    func unknown() throws {
        let model = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { $0.set("tokenizer.ggml.model", .text("llama\n")) }
        }
        #expect(model.fault == .unsupportedModel("llama\\u{A}"))
        #expect(model.fault.isUnsupported)
        let pre = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { $0.set("tokenizer.ggml.pre", .text("tekken")) }
        }
        #expect(pre.fault == .unsupportedPreTokenizer("tekken"))
        #expect(pre.fault.isUnsupported)
    }

    @Test(
        "special tokens outside the vocabulary are refused",
        arguments: ["bos", "eos", "eot", "unknown", "padding"])
    func specialOutside(role: String) throws {
        let key = "tokenizer.ggml.\(role)_token_id"
        let count = ToyModel.tokens.count
        let error = try #require(throws: GGUFError.self) {
            try ToyTokenizer { $0.set(key, .uint32(UInt32(count))) }
        }
        #expect(
            error.fault
                == .outOfRange(key: key, found: "\(count)", expected: "0 to \(count - 1)"))
    }

    @Test("kinds must be as many as tokens, of a known number, and bytes of their exact form")
    func kinds() throws {
        let count = ToyModel.tokens.count
        let short = try #require(throws: GGUFError.self) {
            try ToyTokenizer { $0.set("tokenizer.ggml.token_type", .int32s([1])) }
        }
        #expect(
            short.fault
                == .wrongCount(key: "tokenizer.ggml.token_type", found: 1, expected: count))
        for (kind, fault) in [
            (Int32(7), TokenizerFault.badTokenKind(index: 9, found: "7")),
            (6, .badByteToken(index: 9, text: ToyModel.tokens[9])),
        ] {
            let error = try #require(throws: TokenizerError.self) {
                try ToyTokenizer { writer in
                    let kinds = (0..<count).map { $0 == 9 ? kind : 1 }
                    writer.set("tokenizer.ggml.token_type", .int32s(kinds))
                }
            }
            #expect(error.fault == fault)
        }
    }

    @Test("no tokens, no end and no beginning to add are refused")
    func missing() throws {
        let noTokens = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { $0.set("tokenizer.ggml.tokens", .texts([])) }
        }
        #expect(noTokens.fault == .noTokens)
        let noEnd = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { $0.remove("tokenizer.ggml.eos_token_id") }
        }
        #expect(noEnd.fault == .noEndToken)
        let noBegin = try #require(throws: TokenizerError.self) {
            try ToyTokenizer { writer in
                writer.set("tokenizer.ggml.add_bos_token", .bool(1))
                writer.remove("tokenizer.ggml.bos_token_id")
            }
        }
        #expect(noBegin.fault == .noBeginToken)
    }
}
