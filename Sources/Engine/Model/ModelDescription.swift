/// A model that can be run: its shape, and where each of its tensors lies in the file.
package struct ModelDescription: Sendable {
    /// The one architecture that can be run.
    package static let architecture = "llama"

    /// The numbers of the transformer.
    package let shape: ModelShape
    /// Positions are divided by this before rotation (linear rope scaling); 1 for none.
    package let ropeScale: Float
    /// The rows of the vocabulary, `[V, E]`; GGUF `token_embd.weight`.
    package let tokenEmbedding: GGUFTensor
    /// The norm after the last layer, `[E]`; GGUF `output_norm.weight`.
    package let outputNorm: GGUFTensor
    /// The projection to logits, `[V, E]`; GGUF `output.weight`, else `tokenEmbedding`.
    package let output: GGUFTensor
    /// Divisors of the rotary frequencies, `[D / 2]`; GGUF `rope_freqs.weight`.
    package let ropeFactors: GGUFTensor?
    /// The tensors of each layer, first layer first.
    package let layers: [LayerTensors]

    /// Whether logits are computed with the embedding's rows.
    package var isOutputTied: Bool { output == tokenEmbedding }

    /// Describes the model of a file.
    ///
    /// - Throws: `GGUFError`, `ModelError` or `TokenizerError` naming the byte.
    package init(file: GGUFFile) throws {
        let (description, obstacles) = try Self.checked(file)
        if let obstacle = obstacles.first { throw obstacle }
        self = description
    }

    /// Describes the model of a file, and lists what keeps it from being run although it may be right.
    ///
    /// - Throws: As `init(file:)` for what is broken, and for architectures other than `architecture`.
    package static func checked(
        _ file: GGUFFile
    ) throws -> (description: ModelDescription, obstacles: [ModelError]) {
        try checkArchitecture(of: file)
        let vocabulary = try Vocabulary(file: file)
        let header = try ModelHeader(
            file: file, architecture: architecture, vocabularySize: vocabulary.count)
        var tensors = ModelTensors(file: file, shape: header.shape)
        let description = try ModelDescription(header: header, tensors: &tensors)
        return (description, header.obstacles + tensors.obstacles())
    }

    /// Refuses a file whose architecture is not known here.
    static func checkArchitecture(of file: GGUFFile) throws {
        let name = try file.metadata.text("general.architecture")
        guard name == architecture else {
            throw ModelError(
                path: file.path,
                byteOffset: try file.metadata.entry("general.architecture").byteOffset,
                fault: .unsupportedArchitecture(printableText(name)))
        }
        let expertsKey = "\(architecture).expert_count"
        let experts = try file.metadata.optionalInteger(expertsKey, in: 0...Int.max) ?? 0
        guard experts == 0 else {
            throw ModelError(
                path: file.path, byteOffset: try file.metadata.entry(expertsKey).byteOffset,
                fault: .experts(experts))
        }
    }

    private init(header: ModelHeader, tensors: inout ModelTensors) throws {
        let shape = header.shape
        self.shape = shape
        ropeScale = header.ropeScale
        let hidden = shape.hiddenSize
        let vocabulary = [hidden, shape.vocabularySize]
        tokenEmbedding = try tensors.take("token_embd.weight", vocabulary)
        outputNorm = try tensors.take("output_norm.weight", [hidden])
        output = try tensors.takeIfPresent("output.weight", vocabulary) ?? tokenEmbedding
        ropeFactors = try tensors.takeIfPresent("rope_freqs.weight", [shape.headDim / 2])
        var layers: [LayerTensors] = []
        for layer in 0..<shape.layerCount {
            layers.append(try tensors.takeLayer(layer))
        }
        self.layers = layers
    }
}
