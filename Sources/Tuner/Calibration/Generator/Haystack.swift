/// Where the text comes from that needles are hidden in.
package enum Haystack: Sendable {
    /// Prose that the program makes up, other prose for another seed.
    case generated(seed: UInt64)
    /// The sentences of a folder's text files, as `init(directory:)` reads them.
    case sentences([HaystackSentence], path: String)

    /// Reads all plain text files below a folder, at most 8 MiB of a file and 32 MiB in all.
    ///
    /// Files are taken in the order of their paths. Hidden ones are left out, so is what is not UTF-8
    /// text.
    ///
    /// - Throws: `HaystackError` if there is no such folder or no text in it; `TextFileError` if a file
    ///   in it cannot be read.
    package init(directory path: String) throws {
        self = .sentences(try TextFolder(path: path).sentences(), path: path)
    }

    /// The text of one prompt, drawn from `generator`.
    func passage(generator: SeededGenerator) -> HaystackPassage {
        switch self {
        case .generated(let seed):
            var mixed = generator
            let writer = ProseWriter(generator: SeededGenerator(seed: mixed.next() ^ seed))
            return HaystackPassage(by: writer)
        case .sentences(let sentences, _):
            var generator = generator
            let start = generator.int(below: max(1, sentences.count))
            return HaystackPassage(of: sentences, start: start)
        }
    }
}
