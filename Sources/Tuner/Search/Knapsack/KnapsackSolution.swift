/// One choice per unit and what they sum to.
package struct KnapsackSolution: Sendable, Hashable {
    /// The chosen option of each unit, as an index into the options that the unit was given with.
    package let choices: [Int]
    /// Sum of the options' bytes; padding that exact bytes include is not in it.
    package let bytes: Int
    /// Sum of the options' losses, in unit order.
    package let loss: Double
}
