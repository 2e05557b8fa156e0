/// Sentences of one prompt in order, no sentence twice.
struct HaystackPassage {
    private var writer: ProseWriter?
    private let found: [HaystackSentence]
    private let start: Int
    private var taken = 0
    private var seen: Set<String> = []

    /// Text that is made up as far as wanted.
    init(by writer: ProseWriter) {
        self.writer = writer
        found = []
        start = 0
    }

    /// Found text from a sentence on, and from the beginning after its end.
    init(of found: [HaystackSentence], start: Int) {
        self.found = found
        self.start = start
    }

    /// The next sentence, nil where the text has no further one.
    mutating func next() -> HaystackSentence? {
        if writer != nil { return writer?.nextSentence() }
        while taken < found.count {
            let sentence = found[(start + taken) % found.count]
            taken += 1
            if seen.insert(sentence.text).inserted { return sentence }
        }
        return nil
    }
}
