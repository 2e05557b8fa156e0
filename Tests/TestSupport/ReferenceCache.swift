/// Inputs and outputs of the quantizer, one group a row.
package struct ReferenceQuantizer: Decodable, Sendable, CustomStringConvertible {
    package let name: String
    package let bits: Int
    /// `[rows, group]`.
    package let input: [[Float]]
    package let codes: [[UInt8]]
    /// Halves, one a row.
    package let scale: [Float]
    /// Halves, one a row.
    package let min: [Float]
    package let roundTrip: [[Float]]

    package var description: String { "\(name), \(bits) bits" }
}

/// One head of 16 channels, compressed and decoded with no model around it.
package struct ReferenceCache: Decodable, Sendable {
    /// Tokens of a stream, one number per segment or one for the tail.
    package struct Streams<Value: Decodable & Sendable>: Decodable, Sendable {
        package let keys: Value
        package let values: Value
    }

    /// One plan and what the cache holds under it.
    package struct Case: Decodable, Sendable {
        package let plan: ReferencePlan
        /// Ascending positions of each tier, without those in the tail.
        package let positionsByTierOutsideTheTail: [[Int]]
        package let tailPositions: [Int]
        /// After the 40th new token, flushes included.
        package let segmentTokensAfterAll: Streams<[Int]>
        package let tailTokensAfterAll: Streams<Int>
        /// Segments in order, then the tail, `[tokens, D]`.
        package let keysReadAfterAll: [[Float]]
        package let valuesReadAfterAll: [[Float]]
        /// `[40, D]`; each token attends to itself.
        package let outputOfEachNewToken: [[Float]]
    }

    package let headDim: Int
    /// One score per prompt position; higher means keep.
    package let scores: [Float]
    /// `[75, D]`.
    package let promptKeys: [[Float]]
    package let promptValues: [[Float]]
    /// `[40, D]`.
    package let newKeys: [[Float]]
    package let newValues: [[Float]]
    package let queriesOfNewTokens: [[Float]]
    package let cases: [Case]
}
