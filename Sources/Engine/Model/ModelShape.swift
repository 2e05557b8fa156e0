/// Shape of a decoder-only transformer, as the GGUF header states it.
public struct ModelShape: Sendable, Hashable {
    /// Decoder blocks (L); GGUF `block_count`.
    public let layerCount: Int
    /// Query heads (H); GGUF `attention.head_count`.
    public let headCount: Int
    /// Key-value heads (G); GGUF `attention.head_count_kv`.
    public let kvHeadCount: Int
    /// Channels per head (D); GGUF `attention.key_length`, else `embedding_length` / H.
    public let headDim: Int
    /// Channels of the residual stream; GGUF `embedding_length`.
    public let hiddenSize: Int
    /// Channels between the feed-forward matrices; GGUF `feed_forward_length`.
    public let feedForwardSize: Int
    /// Tokens of the vocabulary.
    public let vocabularySize: Int
    /// Tokens the model was trained for; GGUF `context_length`.
    public let contextLength: Int
    /// Base of the rotary frequencies; GGUF `rope.freq_base`.
    public let ropeBase: Float
    /// Epsilon of the norms; GGUF `attention.layer_norm_rms_epsilon`.
    public let normEpsilon: Float

    /// Query heads that share a key-value head (Q = H / G).
    public var queriesPerKVHead: Int { headCount / kvHeadCount }

    /// States a shape; `ModelDescription` makes one from a file and checks it.
    public init(
        layerCount: Int, headCount: Int, kvHeadCount: Int, headDim: Int, hiddenSize: Int,
        feedForwardSize: Int, vocabularySize: Int, contextLength: Int, ropeBase: Float,
        normEpsilon: Float
    ) {
        self.layerCount = layerCount
        self.headCount = headCount
        self.kvHeadCount = kvHeadCount
        self.headDim = headDim
        self.hiddenSize = hiddenSize
        self.feedForwardSize = feedForwardSize
        self.vocabularySize = vocabularySize
        self.contextLength = contextLength
        self.ropeBase = ropeBase
        self.normEpsilon = normEpsilon
    }
}
