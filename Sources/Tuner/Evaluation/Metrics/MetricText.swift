/// Text as metrics look at it: Unicode scalars, as the Python originals do.
enum MetricText {
    /// The text without white space at its ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The first line after the line feeds that the text starts with.
    static func firstLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.drop { $0 == "\n" }
        return String(String.UnicodeScalarView(scalars.prefix { $0 != "\n" }))
    }

    /// Whether a text has another somewhere, byte for byte.
    static func contains(_ text: String, _ part: String) -> Bool {
        let text = Array(text.utf8)
        let part = Array(part.utf8)
        guard let first = part.first else { return true }
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { start in
            text[start] == first && text[start..<start + part.count].elementsEqual(part)
        }
    }

    /// The words between white space; every Chinese or Japanese character is a word, as those are
    /// written without spaces (LongBench uses a dictionary there).
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func endWord() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                endWord()
            } else if isWrittenWithoutSpaces(scalar) {
                endWord()
                words.append(String(scalar))
            } else {
                word.append(scalar)
            }
        }
        endWord()
        return words
    }

    /// Runs of decimal digits (ASCII).
    static func numbers(_ text: String) -> [String] {
        text.utf8.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            .map { String(Substring($0)) }
    }

    /// Ideographs, hiragana and katakana.
    private static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIdeographic || (0x3041...0x30ff).contains(scalar.value)
    }
}
