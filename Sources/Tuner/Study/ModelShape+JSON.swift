package import Engine

extension ModelShape {
    /// The shape as JSON.
    var encoding: JSONEncoding {
        [
            "context_length": .int(contextLength), "feed_forward_size": .int(feedForwardSize),
            "head_count": .int(headCount), "head_dim": .int(headDim),
            "hidden_size": .int(hiddenSize), "kv_head_count": .int(kvHeadCount),
            "layer_count": .int(layerCount), "norm_epsilon": .double(Double(normEpsilon)),
            "rope_base": .double(Double(ropeBase)), "vocabulary_size": .int(vocabularySize),
        ]
    }

    /// Reads what `encoding` writes.
    ///
    /// - Throws: A `UserError` with the place of what was found.
    init(_ value: JSONValue) throws {
        let fields = try value.object()
        func number(_ key: String, upTo most: Int = 1 << 24) throws -> Int {
            try fields.int(key, in: 1...most)
        }
        self.init(
            layerCount: try number("layer_count", upTo: 4096),
            headCount: try number("head_count", upTo: 65536),
            kvHeadCount: try number("kv_head_count", upTo: 65536),
            headDim: try number("head_dim", upTo: 65536),
            hiddenSize: try number("hidden_size"),
            feedForwardSize: try number("feed_forward_size"),
            vocabularySize: try number("vocabulary_size"),
            contextLength: try number("context_length", upTo: Int(Int32.max)),
            ropeBase: Float(try fields.double("rope_base")),
            normEpsilon: Float(try fields.double("norm_epsilon")))
    }
}
