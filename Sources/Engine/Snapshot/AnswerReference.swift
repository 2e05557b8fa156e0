/// The full cache's run over a prompt's answer: what every plan is compared with, and all that the
/// run computed on its way, so that nothing has to run it again.
package struct AnswerReference: Sendable {
    /// Fed answer tokens (T): all but the last.
    package let tokens: Int
    /// What was kept of each layer.
    package let layers: [AnswerEvidence]
    /// Logits after every fed token, `[T][V]`.
    package let logits: Rows
    /// log(sum(exp(logits))) after every fed token, `[T]`.
    package let logSums: [Double]

    /// Bytes that the reference of an answer holds.
    ///
    /// - Parameter tokens: Fed answer tokens.
    package static func byteCount(tokens: Int, shape: ModelShape) -> Int {
        tokens
            * (shape.layerCount * AnswerEvidence.bytesPerToken(shape) + 4 * shape.vocabularySize
                + MemoryLayout<Double>.stride)
    }
}
