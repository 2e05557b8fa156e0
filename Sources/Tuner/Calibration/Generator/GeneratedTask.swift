internal import Engine

/// A calibration task that the program made up.
package struct GeneratedTask: Sendable, Hashable {
    /// A name that no other task of the same seed and kind has.
    package let id: String
    /// The whole prompt, special tokens written out.
    package let prompt: String
    /// What is to be answered.
    package let answers: [String]

    /// The task as a line of a calibration file, without the line break.
    package var jsonLine: String {
        JSONEncoding.object([
            "answers": .array(answers.map { .string($0) }),
            "id": .string(id),
            "prompt": .string(prompt),
        ]).line
    }
}
