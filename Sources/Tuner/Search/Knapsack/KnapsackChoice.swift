/// One option of a unit: what it costs and what it loses.
package struct KnapsackChoice: Sendable, Hashable {
    /// Bytes that the option takes, 0 or more.
    package let bytes: Int
    /// Predicted loss of the option; lower is better, finite.
    package let loss: Double

    /// Creates an option.
    package init(bytes: Int, loss: Double) {
        precondition(bytes >= 0, "a choice of \(bytes) bytes")
        precondition(loss.isFinite, "a choice with a loss of \(loss)")
        self.bytes = bytes
        self.loss = loss
    }
}
