extension Transformer {
    /// Decodes several prompts greedily on their compressed caches, one batch a step.
    ///
    /// - Parameters:
    ///   - snapshots: The prompts after their prefill.
    ///   - caches: Their caches, with room for `maxNewTokens` new tokens.
    ///   - stops: Tokens that end a sequence; they are not part of its output.
    ///   - onToken: Hears every token as it comes, with the index of its prompt.
    /// - Returns: The tokens of each prompt, at most `maxNewTokens`.
    /// - Throws: `MemoryError`, `InferenceError.beyondHalf`, or what `onToken` throws.
    package func generate(
        _ snapshots: [PrefillSnapshot], caches: [CompressedKVCache], maxNewTokens: Int,
        stops: Set<Int>, onToken: (_ prompt: Int, _ token: Int) throws -> Void = { _, _ in }
    ) throws -> [[Int]] {
        var outputs = [[Int]](repeating: [], count: snapshots.count)
        var next = snapshots.map { Kernels.argMax($0.lastLogits) }
        var active = Array(snapshots.indices)
        while true {
            active = active.filter { !stops.contains(next[$0]) && outputs[$0].count < maxNewTokens }
            for index in active {
                outputs[index].append(next[index])
                try onToken(index, next[index])
            }
            active = active.filter { outputs[$0].count < maxNewTokens }
            guard !active.isEmpty else { return outputs }
            let steps = active.map { index in
                SequenceStep(
                    cache: caches[index], tokens: [next[index]],
                    position: snapshots[index].tokens.count + outputs[index].count - 1)
            }
            let logits = try logits(
                try extend(steps, arithmetic: .rounded), arithmetic: .rounded)
            for (row, index) in active.enumerated() { next[index] = Kernels.argMax(logits[row]) }
        }
    }
}
