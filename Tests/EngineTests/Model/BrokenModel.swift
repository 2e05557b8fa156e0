import Engine
import TestSupport

/// A number of the metadata that no model may have.
struct BrokenNumber: Sendable, CustomStringConvertible {
    let key: String
    let value: ToyGGUFWriter.Value
    let found: String
    let expected: String

    var description: String { "\(key) = \(found)" }

    init(_ key: String, _ value: ToyGGUFWriter.Value, _ found: String, _ expected: String) {
        self.key = "llama." + key
        self.value = value
        self.found = found
        self.expected = expected
    }

    static let all: [Self] = [
        Self("block_count", .uint32(0), "0", "1 to 4096"),
        Self("block_count", .uint32(4097), "4097", "1 to 4096"),
        Self("context_length", .uint32(0), "0", "1 or more"),
        Self("embedding_length", .uint32(0), "0", "1 to 16777216"),
        Self("feed_forward_length", .int32(-1), "-1", "1 to 67108864"),
        Self("attention.head_count", .uint32(0), "0", "1 to 65536"),
        Self("attention.head_count_kv", .uint64(1 << 63), "9223372036854775808", "1 to 65536"),
        Self("attention.key_length", .uint32(0), "0", "1 to 65536"),
        Self("attention.layer_norm_rms_epsilon", .float32(0), "0.0", "a finite number above 0"),
        Self("attention.layer_norm_rms_epsilon", .float32(.nan), "nan", "a finite number above 0"),
        Self("rope.freq_base", .float32(-1), "-1.0", "a finite number above 0"),
        Self("rope.freq_base", .float32(.infinity), "inf", "a finite number above 0"),
        Self("rope.scaling.factor", .float32(0), "0.0", "a finite number above 0"),
    ]

    static let neededKeys = [
        "general.architecture", "llama.block_count", "llama.context_length",
        "llama.embedding_length", "llama.feed_forward_length", "llama.attention.head_count",
        "llama.attention.layer_norm_rms_epsilon", "tokenizer.ggml.model", "tokenizer.ggml.tokens",
    ]
}

/// A toy model whose parts do not fit together, or that cannot be run.
struct BrokenModel: Sendable, CustomStringConvertible {
    let description: String
    let fault: ModelFault
    let change: @Sendable (inout ToyGGUFWriter) -> Void

    init(
        _ description: String, _ fault: ModelFault,
        _ change: @escaping @Sendable (inout ToyGGUFWriter) -> Void
    ) {
        self.description = description
        self.fault = fault
        self.change = change
    }

    private static let tokens = ToyModel.tokens.count

    /// Contradictions: no program could run these.
    static let contradictions: [Self] = [
        Self("heads that do not share evenly", .headsNotDivisible(heads: 4, kvHeads: 3)) {
            $0.set("llama.attention.head_count_kv", .uint32(3))
        },
        Self("an embedding that does not split", .embeddingNotDivisible(embedding: 64, heads: 6)) {
            $0.set("llama.attention.head_count", .uint32(6))
            $0.remove("llama.attention.key_length")
        },
        Self("a missing tensor", .missingTensor("blk.1.ffn_up.weight")) { writer in
            writer.tensors.removeAll { $0.name == Array("blk.1.ffn_up.weight".utf8) }
        },
        Self("a layer too many", .missingTensor("blk.3.attn_norm.weight")) {
            $0.set("llama.block_count", .uint32(4))
        },
        Self(
            "a tensor of swapped shape",
            .wrongShape(tensor: "blk.0.ffn_gate.weight", found: [96, 64], expected: [64, 96])
        ) { $0.change("blk.0.ffn_gate.weight") { $0.dimensions = [96, 64] } },
        Self(
            "more dimensions than the shape has",
            .wrongShape(tensor: "output_norm.weight", found: [64, 1], expected: [64])
        ) { $0.change("output_norm.weight") { $0.dimensions = [64, 1] } },
        Self(
            "fewer tokens than rows",
            .wrongShape(
                tensor: "token_embd.weight", found: [64, tokens], expected: [64, tokens - 1])
        ) { writer in
            writer.set("tokenizer.ggml.tokens", .texts(ToyModel.tokens.dropLast()))
            writer.remove("tokenizer.ggml.token_type")
            writer.remove("llama.vocab_size")
        },
        Self("another vocabulary size", .vocabulary(size: tokens + 1, tokens: tokens)) {
            $0.set("llama.vocab_size", .uint32(UInt32(tokens + 1)))
        },
    ]

    /// What may be right and cannot be run here.
    static let obstacles: [Self] = [
        Self("values of another length", .valueLength(8, keyLength: 16)) {
            $0.set("llama.attention.value_length", .uint32(8))
        },
        Self("partial rotation", .partialRotation(8, headDim: 16)) {
            $0.set("llama.rope.dimension_count", .uint32(8))
        },
        Self("another rope scaling", .ropeScaling("yarn")) {
            $0.set("llama.rope.scaling.type", .text("yarn"))
        },
        Self("a bias", .unknownTensor("blk.0.attn_q.bias")) {
            let zeros = [Float](repeating: 0, count: 64)
            $0.tensors.append(
                .init("blk.0.attn_q.bias", [64], data: BlockEncoder.f32.bytes(of: zeros)))
        },
        Self(
            "a type that is not expanded",
            .unsupportedType(tensor: "output_norm.weight", type: "I32")
        ) {
            $0.change("output_norm.weight") { $0.type = 26 }
        },
    ]

    /// What is another kind of model.
    static let others: [Self] = [
        Self("another architecture", .unsupportedArchitecture("mamba")) {
            $0.set("general.architecture", .text("mamba"))
        },
        Self("experts", .experts(8)) { $0.set("llama.expert_count", .uint32(8)) },
    ]

    static let all = contradictions + obstacles + others
}
