/// A size in bytes; ratios are computed for display and never stored.
public struct ByteCount: Sendable, Hashable, Comparable {
    /// The number of bytes.
    public let rawValue: Int

    /// Wraps a number of bytes.
    public init(_ rawValue: Int) { self.rawValue = rawValue }

    /// Orders sizes from small to large.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The bytes of both.
    public static func + (lhs: Self, rhs: Self) -> Self { Self(lhs.rawValue + rhs.rawValue) }

    /// The bytes of `count` of these.
    public static func * (lhs: Self, count: Int) -> Self { Self(lhs.rawValue * count) }
}
