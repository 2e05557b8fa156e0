/// Finds what was probably meant by a name that does not exist.
package enum Spelling {
    /// The candidate with the fewest single-character edits from `word`; the first one on a tie.
    ///
    /// - Returns: `nil` where there is no candidate, or where more than half of the longer of the
    ///   two names would have to change, so that nobody is sent somewhere unrelated.
    /// - Complexity: O(length squared) for each candidate; words over 64 characters find nothing.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        guard word.count <= 64 else { return nil }
        let ranked = candidates.map { (name: $0, edits: edits(from: word, to: $0)) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }),
            best.edits * 2 <= max(word.count, best.name.count)
        else { return nil }
        return best.name
    }

    /// A hint that names the nearest candidate, else lists all of them.
    package static func hint(for word: String, among candidates: [String]) -> String {
        guard let name = nearest(to: word, among: candidates) else {
            return "there are \(candidates.joined(separator: ", "))"
        }
        return "did you mean `\(name)`?"
    }

    /// The Levenshtein distance, in characters.
    private static func edits(from source: String, to target: String) -> Int {
        let target = Array(target)
        var row = Array(0...target.count)
        for (sourceIndex, character) in source.enumerated() {
            var diagonal = row[0]
            row[0] = sourceIndex + 1
            for targetIndex in target.indices {
                let substituted = diagonal + (character == target[targetIndex] ? 0 : 1)
                diagonal = row[targetIndex + 1]
                row[targetIndex + 1] = min(substituted, diagonal + 1, row[targetIndex] + 1)
            }
        }
        return row[target.count]
    }
}
