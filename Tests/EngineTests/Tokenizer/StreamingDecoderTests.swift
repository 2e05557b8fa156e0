import Engine
import TestSupport
import Testing

@Suite("Streaming decoder")
struct StreamingDecoderTests {
    @Test("a character appears with its last byte, and the pieces are the text")
    func wholeCharacters() throws {
        let tokenizer = try ToyTokenizer().tokenizer
        let text = "aé日👧."
        var decoder = StreamingDecoder(tokenizer: tokenizer)
        var pieces = tokenizer.encode(text, parsingSpecials: false).map { decoder.append($0) }
        pieces.append(decoder.finish())

        #expect(pieces == ["a", "", "é", "", "", "日", "", "", "", "👧", ".", ""])
        #expect(pieces.joined() == text)
    }

    @Test("bytes that can be no character do not hold up what follows")
    func badBytes() throws {
        let tokenizer = try ToyTokenizer().tokenizer
        var decoder = StreamingDecoder(tokenizer: tokenizer)
        // Byte b is token b + 3 of the toy model.
        #expect(decoder.append(0xff + 3) == "\u{FFFD}")
        #expect(decoder.append(0x80 + 3) == "\u{FFFD}")
        #expect(decoder.append(0xe6 + 3) == "")
        #expect(decoder.append(0x61 + 3) == "\u{FFFD}a")
        #expect(decoder.append(0xe6 + 3) == "")
        #expect(decoder.finish() == "\u{FFFD}")
    }
}
