/// The tokens between which a turn of a ChatML conversation stands.
struct ChatMarkers: Sendable {
    /// The token before a role.
    let start: Int
    /// The token after a content.
    let end: Int

    /// Finds the markers of a format, by default of the one that the file's chat template describes.
    ///
    /// - Throws: `TokenizerError` if the template is not known or the model lacks a marker.
    init(file: GGUFFile, tokenizer: Tokenizer, format: ChatFormat?) throws(TokenizerError) {
        let key = "tokenizer.chat_template"
        let entry = file.metadata[key]
        let place = entry?.byteOffset ?? file.metadata.endOffset
        var template: String?
        if case .string(let bytes) = entry?.value {
            template = String(decoding: bytes, as: UTF8.self)
        }
        guard format != nil || template.flatMap({ ChatFormat(template: $0) }) != nil else {
            throw TokenizerError(
                path: file.path, byteOffset: place,
                fault: .unknownChatTemplate(isPresent: entry != nil))
        }
        func marker(_ text: String) throws(TokenizerError) -> Int {
            let tokens = tokenizer.encode(text, parsingSpecials: true)
            guard tokens.count == 1 else {
                throw TokenizerError(
                    path: file.path, byteOffset: place, fault: .noChatMarker(text))
            }
            return tokens[0]
        }
        start = try marker("<|im_start|>")
        end = try marker("<|im_end|>")
    }
}
