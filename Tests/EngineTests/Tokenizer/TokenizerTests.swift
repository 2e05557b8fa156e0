import Engine
import TestSupport
import Testing
import Tuner

@Suite("Tokenizer")
struct TokenizerTests {
    @Test(
        "words are cut as the pattern says",
        arguments: [
            ("the he", ["t", "he", "Ġ", "he"]),
            ("a the", ["a", "Ġthe"]),
            ("aa  a1aa", ["aa", "Ġ", "Ġa", "1", "aa"]),
            ("as", ["as"]),
            ("a's aasaa", ["a", "'", "s", "Ġa", "as", "aa"]),
            ("'as' 'll", ["'", "as", "'", "Ġ", "'", "ll"]),
            ("a\n\n t", ["a", "Ċ", "Ċ", "Ġt"]),
            ("t  ", ["t", "Ġ", "Ġ"]),
            ("aaaaaaa", ["aaaa", "aa", "a"]),
            ("", []),
        ])
    func words(text: String, tokens: [String]) throws {
        let toy = try ToyTokenizer()
        #expect(
            toy.tokenizer.encode(text, parsingSpecials: false).map { ToyModel.tokens[$0] } == tokens
        )
    }

    @Test("special tokens are found only where they are asked for")
    func specials() throws {
        let toy = try ToyTokenizer()
        let text = "a<|im_start|>he<|im_end|>"
        #expect(
            toy.tokenizer.encode(text, parsingSpecials: true)
                == [ToyTokenizer.token("a"), 1, ToyTokenizer.token("he"), 2])
        let plain = toy.tokenizer.encode(text, parsingSpecials: false)
        #expect(plain.allSatisfy { $0 > 2 })
        #expect(toy.tokenizer.decode(plain) == Array(text.utf8))
    }

    @Test("of two special tokens that begin alike the longer is found")
    func longestSpecial() throws {
        var tokens = ToyModel.tokens
        tokens[5] = "<|im_end|>>"
        let toy = try ToyTokenizer { writer in
            writer.set("tokenizer.ggml.tokens", .texts(tokens))
            writer.set(
                "tokenizer.ggml.token_type",
                .int32s(tokens.indices.map { $0 < 3 ? 3 : $0 == 5 ? 4 : 1 }))
        }
        #expect(toy.tokenizer.encode("<|im_end|>>", parsingSpecials: true) == [5])
        #expect(toy.tokenizer.encode("<|im_end|>", parsingSpecials: true) == [2])
    }

    @Test(
        "decoding gives back every text, special tokens or not", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let toy = try ToyTokenizer()
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "s", " ", "  ", "\n", "'", "ll", "é", "日", "👩‍👧", "\u{200B}", "٣", "½", "<|im_end|>",
            "<|im_", "\0", "\u{85}", "\u{3000}", "7", "\r\n",
        ]
        let text = (0..<60).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        for parsingSpecials in [false, true] {
            let tokens = toy.tokenizer.encode(text, parsingSpecials: parsingSpecials)
            #expect(toy.tokenizer.decode(tokens) == Array(text.utf8))
        }
    }

    @Test(
        "a megabyte of one letter is one word and takes no time to speak of",
        .timeLimit(.minutes(1)))
    func megabyte() throws {
        let text = String(repeating: "a", count: 1 << 20)
        let tokens = try ToyTokenizer().tokenizer.encode(text, parsingSpecials: true)
        #expect(tokens.count == 1 << 18)
    }

    @Test(
        "long runs of a blank, digit, mark or foreign letter need no recursion",
        arguments: [" ", "7", "'", "é"])
    func longRun(character: String) throws {
        let text = String(repeating: character, count: 1 << 16)
        let tokens = try ToyTokenizer().tokenizer.encode(text, parsingSpecials: true)
        #expect(tokens.count == text.utf8.count)
    }

    @Test("ends, beginning and stops come from the file")
    func roles() throws {
        let plain = try ToyTokenizer().tokenizer
        #expect((plain.beginToken, plain.endToken, plain.endOfTurnToken) == (1, 2, 2))
        #expect(plain.stops == [2])
        #expect(!plain.addsBeginToken)
        let other = try ToyTokenizer { writer in
            writer.set("tokenizer.ggml.eot_token_id", .uint32(0))
            writer.set("tokenizer.ggml.add_bos_token", .bool(1))
        }.tokenizer
        #expect((other.endToken, other.endOfTurnToken) == (2, 0))
        #expect(other.stops == [0, 2])
        #expect(other.addsBeginToken)
    }

    @Test("of tokens with the same text the lowest is used")
    func duplicates() throws {
        var tokens = ToyModel.tokens
        tokens[200] = "a"
        let toy = try ToyTokenizer { $0.set("tokenizer.ggml.tokens", .texts(tokens)) }
        #expect(toy.tokenizer.encode("a", parsingSpecials: false) == [ToyTokenizer.token("a")])
    }

    @Test("token texts need not be UTF-8")
    func badText() throws {
        var tokens = ToyModel.tokens.map { Array($0.utf8) }
        tokens[200] = [0xff, 0xfe]
        let toy = try ToyTokenizer { $0.set("tokenizer.ggml.tokens", .strings(tokens)) }
        #expect(!toy.tokenizer.decode([200]).isEmpty)
    }

    @Test("numbers outside the vocabulary decode to nothing", arguments: [-1, 1 << 40])
    func outside(token: Int) throws {
        #expect(try ToyTokenizer().tokenizer.decode([token]) == [])
    }
}
