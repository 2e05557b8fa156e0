/// Cuts found text into sentences.
enum SentenceSplitter {
    /// Words after which a sentence without an end is cut.
    private static let longestSentence = 60
    /// What may follow a sentence's last sign.
    private static let closing: Set<Unicode.Scalar> = ["\"", "'", ")", "]", "”", "’"]

    /// The sentences of a text in order; blank lines separate paragraphs.
    ///
    /// Lines without a letter are dropped, so are control characters. So are sentences with `<`, which
    /// might spell a special token of the model and end the user's turn.
    static func sentences(of text: String) -> [HaystackSentence] {
        var sentences: [HaystackSentence] = []
        var words: [Substring] = []
        var startsParagraph = true
        func finish() {
            guard !words.isEmpty else { return }
            let sentence = words.joined(separator: " ")
            words = []
            if sentence.utf8.contains(UInt8(ascii: "<")) { return }
            sentences.append(HaystackSentence(text: sentence, startsParagraph: startsParagraph))
            startsParagraph = false
        }
        for line in cleaned(text).split(separator: "\n", omittingEmptySubsequences: false) {
            let found = line.split(separator: " ")
            if found.isEmpty {
                finish()
                startsParagraph = true
            }
            if found.allSatisfy(isWithoutLetters) { continue }
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
                if scalar.isASCII {
                    // Most text; looking properties up takes many times longer.
                    if scalar == " " || scalar == "\t" {
                        result.append(" ")
                    } else if scalar.value >= 0x20, scalar.value != 0x7f {
                        result.append(scalar)
                    }
                } else if scalar.properties.isWhitespace {
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

    /// Whether a word is digits and signs alone.
    private static func isWithoutLetters(_ word: Substring) -> Bool {
        word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? !("a"..."z").contains(scalar) && !("A"..."Z").contains(scalar)
                : !scalar.properties.isAlphabetic
        }
    }

    private static func endsSentence(_ word: Substring) -> Bool {
        let bare = word.unicodeScalars.reversed().drop { closing.contains($0) }
        guard let last = bare.first else { return false }
        // A single letter before a full stop is an initial.
        return last == "!" || last == "?" || (last == "." && bare.dropFirst().count > 1)
    }
}
