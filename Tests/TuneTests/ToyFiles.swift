internal import Engine
internal import TestSupport
internal import Tuner

/// The toy model and tasks for it as files, and the budgets that prune it.
struct ToyFiles {
    let directory: TemporaryDirectory
    let model: String
    let tasks: String
    /// Bytes of the full cache at the longest task's prompt.
    let fullBytes: Int

    init(tasks count: Int = 14) throws {
        directory = try TemporaryDirectory()
        model = try ToyModel().write(to: directory)
        tasks = try directory.write(
            Array(ToyTasks.lines(count, words: 25...40).utf8), as: "tasks.jsonl")
        let loaded = try LanguageModel(path: model, threads: 1)
        let selection = try TaskSelection(
            CalibrationSet(path: tasks), encoder: loaded.encoder, shape: loaded.shape,
            context: nil, maxNewTokens: nil, strict: false)
        fullBytes =
            loaded.shape.fullCacheBytes(
                promptTokens: selection.context, newTokens: selection.maxNewTokens
            ).rawValue
    }

    /// A path in the directory.
    func path(_ name: String) -> String { directory.path + "/" + name }

    /// The last line of some output as an object.
    static func result(
        _ output: String, keys: [String], optional: [String] = []
    ) throws -> JSONFields {
        let line = output.split(separator: "\n").last.map(String.init) ?? ""
        return try JSONValue(parsing: line, path: "standard output")
            .object(keys: keys, optional: optional)
    }
}
