internal import Engine
internal import Tuner

extension GlobalOptions {
    /// Loads the model that a command names.
    func load(model path: String) throws -> LanguageModel {
        try LanguageModel(
            path: path, threads: threadCount(),
            chatFormat: chatFormat.flatMap { ChatFormat(rawValue: $0.rawValue) })
    }
}
