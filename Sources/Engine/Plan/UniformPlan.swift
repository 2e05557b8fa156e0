/// A plan that treats every head of a model alike: what `--plan` on the command line holds.
///
/// `init(text:)` and `text` read and write it as a line of `name=value` pairs.
public struct UniformPlan: Sendable, Hashable {
    /// What every head keeps and how precisely.
    public let head: HeadPlan
    /// How every head ranks the prompt's tokens.
    public let retention: Retention
    /// Newest kept prompt tokens that are held in 16 bit (r), 0 to `retention.recent`.
    public let window: Int
    /// New tokens that are held in 16 bit before they are quantized (F), 1 or more.
    public let flush: Int

    /// Creates a plan.
    ///
    /// - Throws: `PlanError.outOfRange` for a window above `recent` or a flush below 1.
    public init(
        head: HeadPlan, retention: Retention, window: Int = 0, flush: Int = 64
    ) throws(PlanError) {
        let checked = try CompressionPlan(
            retention: retention, window: window, flush: flush, layers: [])
        self.head = head
        self.retention = checked.retention
        self.window = checked.window
        self.flush = checked.flush
    }

    /// The same plan for every layer and key-value head of a model.
    public func plan(for shape: ModelShape) throws(PlanError) -> CompressionPlan {
        try CompressionPlan(
            uniform: head, shape: shape, retention: retention, window: window, flush: flush)
    }
}
