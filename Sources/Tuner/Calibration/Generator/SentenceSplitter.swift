/// Cuts found text into sentences.
enum SentenceSplitter {
    /// Words after which a sentence without an end is cut.
    private static let longestSentence = 60

    /// The sentences of a text in order; blank lines separate paragraphs.
    ///
    /// Lines of digits alone are dropped, so are control characters. So are sentences with `<`, which
    /// might spell a special token of the model and end the user's turn.
    static func sentences(of text: String) -> [HaystackSentence] {
        var sentences: [HaystackSentence] = []
        var words: [Substring] = []
        var startsParagraph = true
        func finish() {
            guard !words.isEmpty else { return }
            let sentence = words.joined(separator: " ")
            words = []
            if sentence.contains("<") || !sentence.contains(where: \.isLetter) { return }
            sentences.append(HaystackSentence(text: sentence, startsParagraph: startsParagraph))
            startsParagraph = false
        }
        for line in cleaned(text).split(separator: "\n", omittingEmptySubsequences: false) {
            let found = line.split(separator: " ")
            if found.isEmpty {
                finish()
                startsParagraph = true
            }
            if found.allSatisfy({ $0.allSatisfy(isDigitOrSign) }) { continue }
            for word in found {
                words.append(word)
                if endsSentence(word) || words.count == longestSentence { finish() }
            }
        }
        finish()
        return sentences
    }

    /// The text with line feeds as its only line breaks and spaces as its only other white space.
    private static func cleaned(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var followsReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": result.append("\n")
            case "\n": if !followsReturn { result.append("\n") }
            case "\u{2028}", "\u{2029}": result.append("\n")
            default:
                if scalar.properties.isWhitespace {
                    result.append(" ")
                } else if scalar.properties.generalCategory != .control,
                    scalar.properties.generalCategory != .format
                {
                    result.append(scalar)
                }
            }
            followsReturn = scalar == "\r"
        }
        return String(result)
    }

    private static func isDigitOrSign(_ character: Character) -> Bool {
        character.isNumber || character.isPunctuation || character.isSymbol
    }

    private static func endsSentence(_ word: Substring) -> Bool {
        let bare = word.reversed().drop { "\"')]”’".contains($0) }
        guard let last = bare.first else { return false }
        // A single letter before a full stop is an initial.
        return "!?".contains(last) || (last == "." && bare.dropFirst().count > 1)
    }
}
