internal import Engine
internal import Tuner

/// What a search would do, without doing it.
struct DryRun {
    private let fields: [String: JSONEncoding]
    private let lines: [String]

    init(
        _ calibration: TaskSelection, _ heldOut: TaskSelection?, _ budget: SearchBudget,
        shape: ModelShape
    ) {
        let tasks = calibration.tasks + (heldOut?.tasks ?? [])
        let tokens = tasks.reduce(0) { $0 + $1.prompt.count }
        let memory = tasks.reduce(0) {
            $0
                + PrefillSnapshot.byteCount(
                    tokens: $1.prompt.count, shape: shape, columnSums: false)
        }
        let full =
            shape.fullCacheBytes(
                promptTokens: budget.context, newTokens: budget.maxNewTokens) * budget.concurrency
        fields = [
            "samples": .int(tasks.count), "skipped": .int(calibration.skipped.count),
            "tokens": .int(tokens), "memory_bytes": .int(memory),
            "budget_bytes": .int(budget.bytes.rawValue), "full_bytes": .int(full.rawValue),
            "context": .int(budget.context), "max_new_tokens": .int(budget.maxNewTokens),
        ]
        lines = [
            "samples: \(tasks.count) with \(tokens) prompt tokens (\(calibration.skipped.count)"
                + " left out)",
            "memory for prefilled prompts: \(ByteCount(memory))",
            "bytes are counted for \(budget.context) prompt and \(budget.maxNewTokens) new tokens",
            "full cache: \(full), budget: \(budget.bytes)",
        ]
    }

    func text(json: Bool) -> String {
        json ? JSONEncoding.object(fields).line : lines.joined(separator: "\n")
    }
}
