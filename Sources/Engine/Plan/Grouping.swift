/// How values of a stream share scales and minima.
public struct Grouping: Sendable, Hashable {
    /// Which keys make a group.
    public enum Keys: String, Sendable, Hashable, CaseIterable {
        /// Consecutive quantized tokens of one channel (KIVI).
        case perChannel = "per-channel"
        /// Consecutive channels of one token (FlexGen).
        case perToken = "per-token"
    }

    /// Which keys make a group; values are always grouped per token.
    public let keys: Keys
    /// Keys that share a scale and a minimum, 16 to 128.
    public let keyGroup: Int
    /// Values that share a scale and a minimum, 16 to 128.
    public let valueGroup: Int

    /// Creates a grouping.
    ///
    /// - Throws: `PlanError.outOfRange` for a group outside 1 to 128.
    public init(
        keys: Keys = .perChannel, keyGroup: Int = 32, valueGroup: Int = 32
    ) throws(PlanError) {
        for (name, group) in [("key-group", keyGroup), ("value-group", valueGroup)] {
            guard (1...128).contains(group) else {
                throw .outOfRange(name: name, value: group, expected: "1 to 128")
            }
        }
        self.keys = keys
        self.keyGroup = keyGroup
        self.valueGroup = valueGroup
    }
}
