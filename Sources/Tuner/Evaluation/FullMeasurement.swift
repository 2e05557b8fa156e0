package import Engine

/// What the full 16-bit cache does on some samples; every plan is told beside it.
package struct FullMeasurement: Sendable {
    /// Bytes at the context and the new tokens that plans are counted for.
    package let bytes: ByteCount
    /// Mean negative log-likelihood of the answers.
    package let nll: Double
    /// Score of each sample; nil where nothing was generated.
    package let scores: [Double]?

    /// Mean score.
    package var score: Double? { scores.map(Statistics.mean) }
}
