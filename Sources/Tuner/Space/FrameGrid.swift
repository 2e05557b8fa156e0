package import Engine

/// The numbers that a whole plan shares and a search tries: how tokens are ranked, the 16-bit window
/// and the flush.
package enum FrameGrid {
    /// Pooling kernels, the most promising first.
    package static let kernels = [21, 31, 15, 7]
    /// How many of the newest prompt tokens are always kept, and how many of their queries score.
    ///
    /// Where prompts end in what the answer depends on, the last query alone ranks best; where they
    /// do not, more queries do.
    package static let observations = [(8, 8), (32, 32), (8, 1), (16, 16), (8, 4)]
    /// 16-bit windows.
    package static let windows = [0, 8, 32]
    /// New tokens in 16 bit before they are quantized, most first.
    static let flushes = [64, 8, 4]

    /// All ways to rank tokens; the first few are a fair choice where not all can be tried.
    package static func retentions() throws(PlanError) -> [Retention] {
        var retentions: [Retention] = []
        for kernel in kernels {
            for (recent, observation) in observations {
                retentions.append(
                    try Retention(recent: recent, observation: observation, kernel: kernel))
            }
        }
        return retentions
    }
}
