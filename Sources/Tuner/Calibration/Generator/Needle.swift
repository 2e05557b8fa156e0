/// A number that is hidden under a key word.
struct Needle {
    let key: String
    let number: String
    /// Where it is hidden, from 0 (before all text) up to 1 (after it).
    let depth: Double
    /// Whether it stands on a line of its own or between sentences.
    let isOwnLine: Bool

    /// What is written into the text.
    var sentence: String { "One of the special magic numbers for \(key) is: \(number)." }
    /// What is asked after the text.
    var question: String {
        "What is the special magic number for \(key) mentioned in the provided text?"
    }
    /// How the answer begins.
    var answerPrefix: String { "The special magic number for \(key) is:" }
}

extension Needle {
    /// The text of a user's turn: sentences with the needles among them, then the question.
    static func userText(
        _ sentences: [HaystackSentence], needles: [Needle], asking asked: Needle
    ) -> String {
        let ordered = needles.enumerated()
            .sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }
            .map(\.element)
        var text = ""
        var next = 0
        func append(_ piece: String, after separator: String) {
            if !text.isEmpty, text.last != "\n" { text += separator }
            text += piece
        }
        for place in 0...sentences.count {
            while next < ordered.count,
                Int(ordered[next].depth * Double(sentences.count + 1)) <= place
            {
                let needle = ordered[next]
                append(needle.sentence, after: needle.isOwnLine ? "\n" : " ")
                if needle.isOwnLine { text += "\n" }
                next += 1
            }
            guard place < sentences.count else { break }
            let sentence = sentences[place]
            if sentence.startsParagraph, text.last == "\n" { text += "\n" }
            append(sentence.text, after: sentence.startsParagraph ? "\n\n" : " ")
        }
        if text.last == "\n" { text += "\n" }
        append(asked.question, after: "\n\n")
        return text
    }
}
