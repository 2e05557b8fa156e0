package import Engine

extension FrameGrid {
    /// Ways to rank tokens, each with every window that it allows and each of some flushes.
    package static func frames(_ retentions: [Retention], flushes: [Int]) -> [PlanFrame] {
        retentions.flatMap { retention in
            windows.filter { $0 <= retention.recent }.flatMap { window in
                flushes.map { PlanFrame(retention: retention, window: window, flush: $0) }
            }
        }
    }
}
