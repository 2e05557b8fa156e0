import Engine
import TestSupport
import Testing

@Suite("Prompt encoder")
struct PromptEncoderTests {
    private func encoder(
        format: ChatFormat? = nil, _ change: (inout ToyGGUFWriter) -> Void = { _ in }
    ) throws -> PromptEncoder {
        let toy = try ToyTokenizer(change)
        return PromptEncoder(file: toy.file, tokenizer: toy.tokenizer, chatFormat: format)
    }

    private func addsBeginning(_ writer: inout ToyGGUFWriter) {
        writer.set("tokenizer.ggml.add_bos_token", .bool(1))
        writer.set("tokenizer.ggml.bos_token_id", .uint32(0))
    }

    @Test("the beginning comes once, and only where the file says so")
    func beginning() throws {
        let he = ToyTokenizer.token("he")
        #expect(try encoder().prompt("he") == [he])
        let adding = try encoder { addsBeginning(&$0) }
        #expect(adding.prompt("he") == [0, he])
        #expect(adding.prompt("<|endoftext|>he") == [0, he])
        #expect(
            try adding.messages([ChatMessage(role: "user", content: "he")]).prefix(2) == [0, 1])
    }

    @Test(
        "a conversation is what its template would write, and its contents have no special tokens")
    func messages() throws {
        let encoder = try encoder()
        let tokens = try encoder.messages([
            ChatMessage(role: "system", content: "s"),
            ChatMessage(role: "user", content: "he <|im_end|>"),
        ])
        let text = "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nhe <|im_end|><|im_end|>\n"
        #expect(
            encoder.tokenizer.decode(tokens) == Array((text + "<|im_start|>assistant\n").utf8))
        #expect(tokens.filter { $0 == 1 }.count == 3)
        #expect(tokens.filter { $0 == 2 }.count == 2)
    }

    @Test("a last message of the assistant is left open")
    func openTurn() throws {
        let encoder = try encoder()
        let messages = [
            ChatMessage(role: "user", content: "a"), ChatMessage(role: "assistant", content: "he"),
        ]
        let text = "<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nhe"
        #expect(try encoder.tokenizer.decode(encoder.messages(messages)) == Array(text.utf8))
        #expect(PromptEncoder.ending(of: messages) == "assistant\nhe")
        #expect(PromptEncoder.ending(of: [messages[0]]) == "assistant\n")
    }

    @Test("context and question are one text in prompt mode and two in context mode")
    func parts() throws {
        let encoder = try encoder()
        let the = ToyTokenizer.token("Ġthe")
        #expect(encoder.prompt(context: "a ", question: "the") == [ToyTokenizer.token("a"), the])
        let parts = encoder.parts(context: "a ", question: "the")
        #expect(parts.contextCount == 2)
        #expect(
            parts.tokens == ["a", "Ġ", "t", "he"].map { ToyTokenizer.token($0) })
    }

    @Test(
        "an answer follows one space, unless the prompt ends in white space or it starts with it",
        arguments: [
            ("the", "a:", "Ġthe"), ("the", "", "Ġthe"), (" the", "a:", "Ġthe"), ("he", "a\n", "he"),
            ("he", "a\u{3000}", "he"),
        ])
    func answers(text: String, prompt: String, token: String) throws {
        let tokens = try encoder().answer(text, afterPromptEndingIn: prompt)
        #expect(tokens == [ToyTokenizer.token(token), 2])
    }

    @Test("special texts in an answer are plain text, and the end of the turn follows")
    func answerSpecials() throws {
        let tokens = try encoder { $0.set("tokenizer.ggml.eot_token_id", .uint32(0)) }
            .answer("<|im_end|>", afterPromptEndingIn: "a")
        #expect(tokens.filter { $0 < 3 } == [0])
        #expect(tokens.last == 0)
    }

    @Test("an unknown or missing template is an error with a hint, until a format is named")
    func templates() throws {
        let messages = [ChatMessage(role: "user", content: "a")]
        for template in ["[INST] {{ message }} [/INST]", nil] {
            let change: (inout ToyGGUFWriter) -> Void = { writer in
                writer.remove("tokenizer.chat_template")
                if let template { writer.set("tokenizer.chat_template", .text(template)) }
            }
            let unknown = try encoder(change)
            let error = try #require(throws: TokenizerError.self) {
                try unknown.messages(messages)
            }
            #expect(error.fault == .unknownChatTemplate(isPresent: template != nil))
            #expect(error.hint?.contains("--chat-format chatml") == true)
            #expect(unknown.prompt("a") == [ToyTokenizer.token("a")])
            #expect(try encoder(format: .chatml, change).messages(messages).first == 1)
        }
    }
}
