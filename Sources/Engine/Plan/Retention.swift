/// How a head ranks the tokens of a prompt, from the one it would drop last to the first to go.
public struct Retention: Sendable, Hashable {
    /// How the tokens that are neither sinks nor recent are ranked.
    public enum Scorer: String, Sendable, Hashable, CaseIterable {
        /// Newest first (StreamingLLM).
        case recent
        /// Attention received from every later token (H2O).
        case h2o
        /// Pooled attention received from the newest prompt tokens (SnapKV).
        case snapkv
    }

    /// How scores of neighbours are pooled (SnapKV).
    public enum Pooling: String, Sendable, Hashable, CaseIterable {
        /// The largest score under the kernel.
        case max
        /// The sum of the scores under the kernel divided by its length.
        case mean
    }

    /// How the rest is ranked.
    public let scorer: Scorer
    /// First tokens that are always kept.
    public let sinks: Int
    /// Newest prompt tokens that are always kept.
    public let recent: Int
    /// Newest prompt queries that score (SnapKV); at most `recent` and at most 64.
    public let observation: Int
    /// Length of the pooling kernel (SnapKV), odd, 1 to 31.
    public let kernel: Int
    /// How scores of neighbours are pooled (SnapKV).
    public let pooling: Pooling

    /// Creates a retention; what is not given takes its default, which for `sinks` and `observation`
    /// depends on the scorer and on `recent`.
    ///
    /// - Throws: `PlanError.outOfRange` naming the number that is not allowed.
    public init(
        scorer: Scorer = .snapkv, sinks: Int? = nil, recent: Int = 32, observation: Int? = nil,
        kernel: Int = 7, pooling: Pooling = .max
    ) throws(PlanError) {
        let sinks = sinks ?? (scorer == .recent ? 4 : 0)
        let observation = observation ?? min(32, recent)
        guard sinks >= 0 else {
            throw .outOfRange(name: "sinks", value: sinks, expected: "0 or more")
        }
        guard recent >= 0 else {
            throw .outOfRange(name: "recent", value: recent, expected: "0 or more")
        }
        guard observation <= min(recent, 64), observation >= (scorer == .snapkv ? 1 : 0) else {
            throw .outOfRange(
                name: "observation", value: observation,
                expected: "1 to the smaller of recent (\(recent)) and 64")
        }
        guard (1...31).contains(kernel), kernel % 2 == 1 else {
            throw .outOfRange(name: "kernel", value: kernel, expected: "an odd number from 1 to 31")
        }
        self.scorer = scorer
        self.sinks = sinks
        self.recent = recent
        self.observation = observation
        self.kernel = kernel
        self.pooling = pooling
    }
}
