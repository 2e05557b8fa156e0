internal import Engine
internal import Tuner

/// Prefills a command's tasks, telling how far it is; all its stages share memory and cache.
struct TaskPreparation {
    /// Where prompts lie.
    let room: SnapshotRoom
    private let model: LanguageModel
    private let cache: SnapshotCache?

    /// Makes room for a model's prompts and opens the cache, where there is to be one.
    init(_ model: LanguageModel, global: GlobalOptions, cache options: CacheOptions?) throws {
        self.model = model
        guard let options, let directory = options.location() else {
            room = SnapshotRoom(limit: try global.memoryLimit())
            cache = nil
            return
        }
        let cache = SnapshotCache(
            directory: directory, size: try options.size(),
            modelHash: try ModelHash.sha256(of: model.file)
        ) { warning in
            // What cannot be written there is dropped: the run goes on without what was kept.
            let liveLine = Output.messages.isTerminal ? "\r\u{1b}[K" : ""
            try? Output.messages.writeLine("\(liveLine)warning: \(warning)")
        }
        self.cache = cache
        room = SnapshotRoom(
            limit: try global.memoryLimit(),
            directory: cache.isWritable ? directory : SnapshotRoom.temporaryDirectory)
    }

    /// Prefills tasks.
    ///
    /// - Parameter check: Called after each task; what it throws ends the work.
    func samples(
        _ tasks: [TokenizedTask], columnSums: Bool, maxNewTokens: Int, label: String = "prefill",
        check: () throws -> Void = {}
    ) throws -> [MeasuredSample] {
        let preparation = SamplePreparation(
            model: model, columnSums: columnSums, maxNewTokens: maxNewTokens, room: room,
            cache: cache)
        var progress = Progress(label, unit: "samples", total: tasks.count)
        var note: String?
        let samples = try preparation.samples(tasks) { done, cached in
            if cached > 0 { note = "\(cached) from the cache" }
            progress.update(done: done, note: note)
            try check()
        }
        progress.finish(done: samples.count, note: note)
        return samples
    }
}
