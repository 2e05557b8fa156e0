/// Writes English prose of its own: varied, about many things, without digits, no sentence twice.
struct ProseWriter {
    private var generator: SeededGenerator
    private var written: Set<String> = []
    private var topic: ProseTopic
    private var sentencesLeft = 0
    /// Forms and words of the paragraph so far, which are drawn again only where all else fails.
    private var used: Set<String> = []

    /// Draws from a stream; the same stream gives the same text.
    init(generator: SeededGenerator) {
        var generator = generator
        topic = generator.element(of: ProseGrammar.topics)
        self.generator = generator
    }

    /// The next sentence; nil where hundreds of draws in a row gave only sentences that exist.
    mutating func nextSentence() -> HaystackSentence? {
        let startsParagraph = sentencesLeft == 0
        if startsParagraph {
            topic = generator.element(of: ProseGrammar.topics)
            used = []
            sentencesLeft = generator.int(in: 4...9)
        }
        sentencesLeft -= 1
        for _ in 0..<500 {
            let text = sentence()
            if written.insert(text).inserted {
                return HaystackSentence(text: text, startsParagraph: startsParagraph)
            }
        }
        return nil
    }

    private mutating func sentence() -> String {
        let form = fresh(of: ProseGrammar.sentences)
        return Self.capitalized(
            Self.withArticles(Self.withSingleCommas(expanded(form, depth: 0))))
    }

    /// Fills every slot but `{an}`.
    private mutating func expanded(_ form: String, depth: Int) -> String {
        precondition(depth < 8, "a slot that holds itself: \(form)")
        var text = ""
        var rest = form[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let slot = String(rest[rest.index(after: open)..<close])
            if slot == "an" {
                text += "{an}"
            } else if let words = topic.slots[slot] ?? ProseGrammar.slots[slot] {
                text += expanded(fresh(of: words), depth: depth + 1)
            } else {
                preconditionFailure("no words for {\(slot)}")
            }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// A form or word that the paragraph does not hold yet, where one is found within a few draws.
    private mutating func fresh(of words: [String]) -> String {
        var word = generator.element(of: words)
        for _ in 0..<8 where used.contains(word) { word = generator.element(of: words) }
        used.insert(word)
        return word
    }

    private static func withArticles(_ text: String) -> String {
        let parts = text.split(separator: "{an}", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts.first ?? "")) { text, part in
            text + (takesN(part.drop { $0 == " " }) ? "an" : "a") + part
        }
    }

    /// Whether a word begins with the sound of a vowel, for the words that there are.
    private static func takesN(_ word: Substring) -> Bool {
        if word.hasPrefix("honest") || word.hasPrefix("heir") { return true }
        if word.hasPrefix("un") { return !word.hasPrefix("una") && !word.hasPrefix("uni") }
        return word.first.map { "aeioAEIO".contains($0) } ?? false
    }

    /// Commas after an inserted name go where another sign follows.
    private static func withSingleCommas(_ text: String) -> String {
        var result = ""
        for character in text {
            if ",.;:".contains(character), result.last == "," { result.removeLast() }
            result.append(character)
        }
        return result
    }

    private static func capitalized(_ text: String) -> String {
        guard let first = text.firstIndex(where: \.isLetter) else { return text }
        return text[..<first] + text[first].uppercased() + text[text.index(after: first)...]
    }
}
