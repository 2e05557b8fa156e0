/// Ranked tokens of a head that are held at one precision.
public struct Tier: Sendable, Hashable {
    /// How many tokens of the rank the tier takes; `Tier.all` takes every token that is left.
    public let tokens: Int
    /// How precisely they are held.
    public let precision: Precision

    /// The count that stands for every token that is left.
    public static let all = Int.max

    /// Creates a tier.
    ///
    /// - Throws: `PlanError.outOfRange` for a negative count.
    public init(tokens: Int, precision: Precision) throws(PlanError) {
        guard tokens >= 0 else {
            throw .outOfRange(name: "tokens", value: tokens, expected: "0 or more")
        }
        self.tokens = tokens
        self.precision = precision
    }
}
