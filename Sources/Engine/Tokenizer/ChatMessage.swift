/// One turn of a conversation.
package struct ChatMessage: Sendable, Hashable {
    /// Who speaks: `system`, `user`, `assistant` or what the model knows besides.
    package let role: String
    /// What is said.
    package let content: String

    /// States a turn.
    package init(role: String, content: String) {
        self.role = role
        self.content = content
    }
}
