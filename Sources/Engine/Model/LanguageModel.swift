/// A model that is ready to run: weights, tokenizer and the file they came from.
public struct LanguageModel: Sendable {
    /// The model's shape.
    public let shape: ModelShape
    /// The checked file.
    package let file: GGUFFile
    /// Text to tokens and back.
    package let tokenizer: Tokenizer
    /// How the texts of a sample become tokens.
    package let encoder: PromptEncoder
    /// The forward passes.
    package let transformer: Transformer

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - path: A GGUF file of the `llama` architecture.
    ///   - threads: Threads that work at the same time.
    /// - Throws: An error that names the file and the byte, or a machine that is too small.
    public init(path: String, threads: Int) throws {
        try self.init(path: path, threads: threads, chatFormat: nil)
    }

    /// Loads a model with a chat format of the caller's choice.
    package init(path: String, threads: Int, chatFormat: ChatFormat?) throws {
        try Kernels.check()
        let workers = Workers(count: threads)
        file = try GGUFFile(path: path)
        let description = try ModelDescription(file: file)
        shape = description.shape
        tokenizer = try Tokenizer(file: file)
        encoder = PromptEncoder(file: file, tokenizer: tokenizer, chatFormat: chatFormat)
        transformer = Transformer(
            shape: shape, weights: try ModelWeights(file, description, workers: workers),
            workers: workers)
    }
}
