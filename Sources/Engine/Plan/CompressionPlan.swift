/// What a whole cache keeps: one `HeadPlan` per layer and key-value head, and the numbers all share.
public struct CompressionPlan: Sendable, Hashable {
    /// How every head ranks the prompt's tokens.
    public let retention: Retention
    /// Newest kept prompt tokens that are held in 16 bit (r), 0 to `retention.recent`.
    public let window: Int
    /// New tokens that are held in 16 bit before they are quantized (F), 1 or more.
    public let flush: Int
    /// The plan of each key-value head, `[L][G]`.
    public let layers: [[HeadPlan]]

    /// Creates a plan.
    ///
    /// - Throws: `PlanError.outOfRange` for a window above `recent` or a flush below 1.
    public init(
        retention: Retention, window: Int = 0, flush: Int = 64, layers: [[HeadPlan]]
    ) throws(PlanError) {
        guard (0...retention.recent).contains(window) else {
            throw .outOfRange(
                name: "window", value: window, expected: "0 to recent (\(retention.recent))")
        }
        guard flush >= 1 else {
            throw .outOfRange(name: "flush", value: flush, expected: "1 or more")
        }
        self.retention = retention
        self.window = window
        self.flush = flush
        self.layers = layers
    }
}

extension CompressionPlan {
    /// A plan that treats every head of a model alike.
    ///
    /// - Throws: As the initializer.
    public init(
        uniform head: HeadPlan, shape: ModelShape, retention: Retention, window: Int = 0,
        flush: Int = 64
    ) throws(PlanError) {
        let layer = Array(repeating: head, count: shape.kvHeadCount)
        try self.init(
            retention: retention, window: window, flush: flush,
            layers: Array(repeating: layer, count: shape.layerCount))
    }

    /// The full cache: every token at 16 bit.
    ///
    /// Nothing is ever flushed, so `flush` only says in how many pieces teacher forcing runs.
    ///
    /// - Throws: Nothing for a shape that exists.
    public static func keepAll(shape: ModelShape) throws(PlanError) -> CompressionPlan {
        try CompressionPlan(
            uniform: .keepingAll(bits: 16, grouping: Grouping()), shape: shape,
            retention: Retention(scorer: .recent, sinks: 0))
    }

    /// Whether heads with equal plans keep the same prompt tokens in the same tiers and tail.
    func ranksPrompts(like other: CompressionPlan) -> Bool {
        retention == other.retention && window == other.window
    }

    /// Refuses a model with other layers or heads.
    ///
    /// - Throws: `PlanError.wrongShape` naming both numbers.
    public func check(against shape: ModelShape) throws(PlanError) {
        guard layers.count == shape.layerCount else {
            throw .wrongShape(name: "layers", found: layers.count, expected: shape.layerCount)
        }
        for layer in layers where layer.count != shape.kvHeadCount {
            throw .wrongShape(
                name: "key-value heads", found: layer.count, expected: shape.kvHeadCount)
        }
    }
}
