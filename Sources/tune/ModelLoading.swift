internal import Engine
internal import Tuner

extension GlobalOptions {
    /// Loads the model that a command names.
    func load(model path: String) throws -> LanguageModel {
        try LanguageModel(
            path: path, threads: threadCount(),
            chatFormat: chatFormat.flatMap { ChatFormat(rawValue: $0.rawValue) })
    }

    /// Prefills tasks after the memory guard, telling how far it is.
    ///
    /// - Parameter check: Called after each task; what it throws ends the work.
    func prepare(
        _ tasks: [TokenizedTask], model: LanguageModel, columnSums: Bool, maxNewTokens: Int,
        label: String = "prefill", check: () throws -> Void = {}
    ) throws -> [MeasuredSample] {
        let preparation = SamplePreparation(
            model: model, columnSums: columnSums, maxNewTokens: maxNewTokens)
        try MemoryGuard(limit: memoryLimit()).check(
            ByteCount(preparation.byteCount(tasks)), for: "\(tasks.count) prefilled prompts")
        var progress = Progress(label, unit: "samples", total: tasks.count)
        let samples = try preparation.samples(tasks) { done in
            progress.update(done: done)
            try check()
        }
        progress.finish(done: samples.count)
        return samples
    }
}
