/// How turns of a conversation are written for a model; templates are recognised and never evaluated.
package enum ChatFormat: String, Sendable, CaseIterable {
    /// `<|im_start|>role\ncontent<|im_end|>\n`.
    case chatml

    /// The format that a chat template describes, if it is known.
    package init?(template: String) {
        guard template.utf8.containsSequence("<|im_start|>") else { return nil }
        self = .chatml
    }
}

extension Sequence<UInt8> where Self: Collection {
    /// Whether the bytes of a text appear somewhere.
    fileprivate func containsSequence(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return indices.contains { self[$0...].starts(with: wanted) }
    }
}
