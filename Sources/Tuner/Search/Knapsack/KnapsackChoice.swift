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
    /// The options that no other one beats in both bytes and loss, by rising bytes.
    ///
    /// - Returns: Their indices, and for every option the place among them of the one that is as good
    ///   or better.
    package static func undominated(
        _ choices: [KnapsackChoice]
    ) -> (options: [Int], places: [Int]) {
        precondition(!choices.isEmpty, "a unit without options")
        precondition(choices.count <= Int(UInt16.max), "a unit with \(choices.count) options")
        let sorted = choices.indices.sorted {
            (choices[$0].bytes, choices[$0].loss, $0) < (choices[$1].bytes, choices[$1].loss, $1)
        }
        var kept: [Int] = []
        var places = Array(repeating: 0, count: choices.count)
        for option in sorted {
            if kept.last.map({ choices[option].loss < choices[$0].loss }) ?? true {
                kept.append(option)
            }
            places[option] = kept.count - 1
        }
        return (kept, places)
    }
}
