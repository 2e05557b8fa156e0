/// A piece of running text.
package struct HaystackSentence: Sendable, Hashable {
    /// The sentence, without white space around it.
    package let text: String
    /// Whether a blank line stands before it.
    package let startsParagraph: Bool
}
