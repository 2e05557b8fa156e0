internal import Tuner

/// A model of the llama architecture that is small enough to compute by hand, with seeded weights.
///
/// Queries and keys are large enough that attention prefers some tokens by far, and the embedding's rows
/// differ enough that logits do.
package struct ToyModel: Sendable {
    package var layerCount = 3
    package var hiddenSize = 64
    package var headCount = 4
    package var kvHeadCount = 2
    package var headDim = 16
    package var feedForwardSize = 96
    package var contextLength = 512
    /// The type of all matrices; norms are float32.
    package var type = BlockEncoder.f32
    /// Whether logits have a matrix of their own.
    package var hasOutput = false
    /// By how much keys are larger than usual; 10^6 is beyond a half.
    package var keyFactor: Float = 1
    package var seed: UInt64 = 1

    package init() {}

    /// The tokens before those of bytes; `<|im_start|>` is the beginning, `<|im_end|>` the end.
    package static let specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

    /// Merges, lowest rank first; `Ġ` is a blank.
    package static let merges = [
        "Ġ t", "h e", "Ġ a", "i n", "Ġt he", "e r", "o n", "a t", "a a", "aa aa", "u s", "us er",
        "a s", "Ġ s", "l l",
    ]

    /// The texts of all tokens.
    package static let tokens: [String] =
        specials + (0..<256).map { letter(of: $0) }
        + merges.map { $0.split(separator: " ").joined() }

    /// The file's builder, to write or to break.
    package func writer() -> ToyGGUFWriter {
        var writer = ToyGGUFWriter()
        writeMetadata(to: &writer)
        var generator = SeededGenerator(seed: seed)
        func matrix(_ name: String, _ columns: Int, _ rows: Int, scale: Float) {
            let values = (0..<columns * rows).map { _ in
                Float.random(in: -1...1, using: &generator) * scale
            }
            writer.tensors.append(
                .init(
                    name, [UInt64(columns), UInt64(rows)], type: type.code,
                    data: type.bytes(of: values)))
        }
        func norm(_ name: String) {
            let values = (0..<hiddenSize).map { _ in
                Float.random(in: 0.7...1.3, using: &generator)
            }
            writer.tensors.append(
                .init(name, [UInt64(hiddenSize)], data: BlockEncoder.f32.bytes(of: values)))
        }
        let hidden = hiddenSize
        let queries = headCount * headDim
        let keys = kvHeadCount * headDim
        // Uniform values in [-a, a] have a variance of a^2 / 3: this scale keeps that of the input.
        let unit = (3 / Float(hidden)).squareRoot()
        matrix("token_embd.weight", hidden, Self.tokens.count, scale: 1)
        for layer in 0..<layerCount {
            let block = "blk.\(layer)."
            norm(block + "attn_norm.weight")
            matrix(block + "attn_q.weight", hidden, queries, scale: 1.6 * unit)
            matrix(block + "attn_k.weight", hidden, keys, scale: 1.6 * unit * keyFactor)
            matrix(block + "attn_v.weight", hidden, keys, scale: unit)
            matrix(block + "attn_output.weight", queries, hidden, scale: unit)
            norm(block + "ffn_norm.weight")
            matrix(block + "ffn_gate.weight", hidden, feedForwardSize, scale: unit)
            matrix(block + "ffn_up.weight", hidden, feedForwardSize, scale: unit)
            matrix(block + "ffn_down.weight", feedForwardSize, hidden, scale: unit)
        }
        norm("output_norm.weight")
        if hasOutput { matrix("output.weight", hidden, Self.tokens.count, scale: unit) }
        return writer
    }

    /// Writes the file into a directory and returns its path.
    package func write(
        to directory: TemporaryDirectory, name: String = "toy.gguf"
    ) throws -> String {
        try writer().write(to: directory, name: name)
    }

    private func writeMetadata(to writer: inout ToyGGUFWriter) {
        writer.set("general.architecture", .text("llama"))
        writer.set("general.name", .text("Toy"))
        writer.set("llama.block_count", .uint32(UInt32(layerCount)))
        writer.set("llama.context_length", .uint32(UInt32(contextLength)))
        writer.set("llama.embedding_length", .uint32(UInt32(hiddenSize)))
        writer.set("llama.feed_forward_length", .uint32(UInt32(feedForwardSize)))
        writer.set("llama.attention.head_count", .uint32(UInt32(headCount)))
        writer.set("llama.attention.head_count_kv", .uint32(UInt32(kvHeadCount)))
        writer.set("llama.attention.key_length", .uint32(UInt32(headDim)))
        writer.set("llama.attention.value_length", .uint32(UInt32(headDim)))
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        writer.set("llama.rope.freq_base", .float32(10_000))
        writer.set("llama.rope.dimension_count", .uint32(UInt32(headDim)))
        writer.set("llama.vocab_size", .uint32(UInt32(Self.tokens.count)))
        writer.set("tokenizer.ggml.model", .text("gpt2"))
        writer.set("tokenizer.ggml.pre", .text("smollm"))
        writer.set("tokenizer.ggml.add_bos_token", .bool(0))
        writer.set("tokenizer.ggml.bos_token_id", .uint32(1))
        writer.set("tokenizer.ggml.eos_token_id", .uint32(2))
        writer.set("tokenizer.ggml.tokens", .texts(Self.tokens))
        writer.set(
            "tokenizer.ggml.token_type",
            .int32s(Self.tokens.indices.map { $0 < Self.specials.count ? 3 : 1 }))
        writer.set("tokenizer.ggml.merges", .texts(Self.merges))
        writer.set("tokenizer.chat_template", .text("{{ '<|im_start|>' + message['role'] }}"))
    }

    /// The letter that stands for a byte in the texts of byte-level tokens.
    private static func letter(of byte: Int) -> String {
        let visible = Array(0x21...0x7e) + Array(0xa1...0xac) + Array(0xae...0xff)
        let hidden = (0..<256).filter { !visible.contains($0) }
        let place = hidden.firstIndex(of: byte).map { 0x100 + $0 } ?? byte
        return Unicode.Scalar(UInt32(place)).map { String($0) } ?? ""
    }
}
