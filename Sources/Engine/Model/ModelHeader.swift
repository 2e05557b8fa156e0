/// The numbers of a model's metadata, checked on their own; the tensors are checked against them.
struct ModelHeader {
    /// The shape, with the vocabulary as the tokenizer has it.
    let shape: ModelShape
    /// By how much positions are divided before rotation; 1 for none.
    let ropeScale: Float
    /// What the header asks for and cannot be run here, although the file may be right.
    let obstacles: [ModelError]

    /// Reads the header of an architecture.
    ///
    /// - Throws: `GGUFError` or `ModelError` naming the byte.
    init(file: GGUFFile, architecture: String, vocabularySize: Int) throws {
        let keys = ModelKeys(file: file, architecture: architecture)
        let layers = try keys.integer("block_count", in: 1...4096)
        let context = try keys.integer("context_length", in: 1...Int.max)
        let hidden = try keys.integer("embedding_length", in: 1...(1 << 24))
        let feedForward = try keys.perLayer(
            "feed_forward_length", layers: layers, in: 1...(1 << 26))
        let heads = try keys.perLayer("attention.head_count", layers: layers, in: 1...65_536)
        let kvHeads =
            try keys.has("attention.head_count_kv")
            ? keys.perLayer("attention.head_count_kv", layers: layers, in: 1...65_536) : heads
        guard heads % kvHeads == 0 else {
            throw keys.error(
                "attention.head_count_kv", .headsNotDivisible(heads: heads, kvHeads: kvHeads))
        }
        let headDim = try keys.headDim(hidden: hidden, heads: heads)
        shape = ModelShape(
            layerCount: layers, headCount: heads, kvHeadCount: kvHeads, headDim: headDim,
            hiddenSize: hidden, feedForwardSize: feedForward, vocabularySize: vocabularySize,
            contextLength: context,
            ropeBase: try keys.optionalPositiveFloat("rope.freq_base") ?? 10_000,
            normEpsilon: try keys.positiveFloat("attention.layer_norm_rms_epsilon"))
        if let size = try keys.optionalInteger("vocab_size", in: 1...Int.max),
            size != vocabularySize
        {
            throw keys.error("vocab_size", .vocabulary(size: size, tokens: vocabularySize))
        }
        let scaling = try keys.ropeScaling()
        ropeScale = scaling.scale
        obstacles = try keys.obstacles(headDim: headDim) + scaling.obstacles
    }
}
