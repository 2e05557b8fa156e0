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
    /// Keys that share a scale and a minimum, 1 to 128 (a plan's text: 16 to 128).
    public let keyGroup: Int
    /// Values that share a scale and a minimum, 1 to 128 (a plan's text: 16 to 128).
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

extension Grouping {
    /// Bytes of a group's scale and minimum, two halves.
    public static let bytesPerGroup = 4

    /// The group in effect where groups run along the channels of a token: the largest divisor of
    /// `headDim` that is not above `group`.
    public static func channelGroup(_ group: Int, headDim: Int) -> Int {
        stride(from: min(group, headDim), to: 1, by: -1).first { headDim % $0 == 0 } ?? 1
    }

    /// Bytes of the scales and minima of a segment of keys.
    public func keyGroupBytes(tokens: Int, headDim: Int) -> Int {
        switch keys {
        case .perChannel:
            Self.bytesPerGroup * headDim * ((tokens + keyGroup - 1) / keyGroup)
        case .perToken:
            Self.tokenGroupBytes(tokens: tokens, headDim: headDim, group: keyGroup)
        }
    }

    /// Bytes of the scales and minima of a segment of values.
    public func valueGroupBytes(tokens: Int, headDim: Int) -> Int {
        Self.tokenGroupBytes(tokens: tokens, headDim: headDim, group: valueGroup)
    }

    private static func tokenGroupBytes(tokens: Int, headDim: Int, group: Int) -> Int {
        bytesPerGroup * tokens * (headDim / channelGroup(group, headDim: headDim))
    }
}
