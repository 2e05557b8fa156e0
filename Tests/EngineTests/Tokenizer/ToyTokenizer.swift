import Engine
import TestSupport

/// The toy model's file and tokenizer, changed before writing where a test wants that.
struct ToyTokenizer {
    let file: GGUFFile
    let tokenizer: Tokenizer

    init(_ change: (inout ToyGGUFWriter) -> Void = { _ in }) throws {
        let directory = try TemporaryDirectory()
        var model = ToyModel()
        model.layerCount = 1
        var writer = model.writer()
        change(&writer)
        file = try GGUFFile(path: writer.write(to: directory))
        tokenizer = try Tokenizer(file: file)
    }

    /// The token of a text in the file's letters, in which a blank is `Ġ`.
    static func token(_ text: String) -> Int { ToyModel.tokens.firstIndex(of: text) ?? -1 }
}
