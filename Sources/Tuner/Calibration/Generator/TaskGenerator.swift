/// Makes retrieval tasks: numbers are hidden in long text and one of them is asked for.
///
/// A task is a function of the generator's arguments and its ordinal alone.
package struct TaskGenerator {
    /// Writes the turns of a chat around the user's text and the beginning of the answer.
    package typealias Wrapper = (_ userText: String, _ assistantPrefix: String) -> String

    /// Most sentences that are tried to use the last tokens of a context.
    private static let fillingTries = 24

    private let kind: TaskKind
    private let keys: Int
    private let digits: ClosedRange<Int>
    private let contextTokens: Int
    private let seed: UInt64
    private let haystack: Haystack
    private let wrap: Wrapper
    private let countTokens: (String) -> Int

    /// Describes the tasks.
    ///
    /// - Parameters:
    ///   - kind: What is asked for.
    ///   - keys: Numbers that are hidden; nil for as many as the kind usually has.
    ///   - digits: Lengths of the numbers, 1 to 18.
    ///   - contextTokens: Most tokens of a prompt, which comes close to it.
    ///   - seed: Seed of all that is random.
    ///   - haystack: The text to hide in.
    ///   - wrap: Puts the user's text and the beginning of the answer into the model's chat format.
    ///   - countTokens: The tokens of a whole prompt.
    /// - Throws: `TaskGeneratorError.outOfRange` naming the argument.
    package init(
        kind: TaskKind, keys: Int? = nil, digits: ClosedRange<Int>, contextTokens: Int,
        seed: UInt64, haystack: Haystack, wrap: @escaping Wrapper = { "\($0)\n\($1)" },
        countTokens: @escaping (String) -> Int
    ) throws(TaskGeneratorError) {
        let keys = keys ?? kind.defaultKeys
        let mostKeys = kind == .single ? 1 : KeyWords.all.count
        guard (1...mostKeys).contains(keys) else {
            let expected = kind == .single ? "1 for single" : "1 to \(mostKeys)"
            throw .outOfRange(name: "keys", value: keys, expected: expected)
        }
        for bound in [digits.lowerBound, digits.upperBound] where !(1...18).contains(bound) {
            throw .outOfRange(name: "digits", value: bound, expected: "1 to 18")
        }
        guard contextTokens > 0 else {
            throw .outOfRange(name: "context", value: contextTokens, expected: "1 or more")
        }
        self.kind = kind
        self.keys = keys
        self.digits = digits
        self.contextTokens = contextTokens
        self.seed = seed
        self.haystack = haystack
        self.wrap = wrap
        self.countTokens = countTokens
    }

    /// The task with a number, 0 or more; other ordinals give other tasks.
    ///
    /// - Throws: `TaskGeneratorError` if the numbers or the context do not suffice,
    ///   `HaystackError.tooLittleText` if a folder's text does not.
    /// - Complexity: O(log n) counts of the tokens of a prompt with n sentences.
    package func task(_ ordinal: Int) throws -> GeneratedTask {
        var generator = SeededGenerator(seed: seed, generation: 0, ordinal: ordinal)
        let needles = try needles(using: &generator)
        var draft = Draft(
            passage: haystack.passage(
                generator: SeededGenerator(seed: seed, generation: 1, ordinal: ordinal)),
            needles: needles, asked: needles[generator.int(below: needles.count)])
        try fill(&draft)
        return GeneratedTask(
            id: "\(kind.rawValue)-\(seed)-\(ordinal)", prompt: prompt(draft, draft.sentences),
            answers: [draft.asked.number])
    }

    private func needles(
        using generator: inout SeededGenerator
    ) throws(TaskGeneratorError) -> [Needle] {
        var words = KeyWords.all
        generator.shuffle(&words)
        let numbers = try NeedleNumbers.draw(keys, digits: digits, using: &generator)
        return zip(words, numbers).map { word, number in
            Needle(
                key: word, number: number, depth: generator.unitDouble(),
                isOwnLine: generator.int(below: 2) == 0)
        }
    }
}

extension TaskGenerator {
    /// A prompt in the making.
    private struct Draft {
        var passage: HaystackPassage
        let needles: [Needle]
        let asked: Needle
        var sentences: [HaystackSentence] = []

        /// The next sentence that holds none of the hidden numbers and of their key words.
        mutating func nextSentence() -> HaystackSentence? {
            while let sentence = passage.next() {
                let text = sentence.text
                let words = Set(text.lowercased().split { !$0.isLetter })
                let isTaken = needles.contains { needle in
                    text.contains(needle.number) || words.contains(Substring(needle.key))
                }
                if !isTaken { return sentence }
            }
            return nil
        }
    }

    private func prompt(_ draft: Draft, _ sentences: some Sequence<HaystackSentence>) -> String {
        wrap(
            Needle.userText(Array(sentences), needles: draft.needles, asking: draft.asked),
            draft.asked.answerPrefix)
    }

    private func tokens(_ draft: Draft, _ sentences: some Sequence<HaystackSentence>) -> Int {
        countTokens(prompt(draft, sentences))
    }

    /// Takes sentences until the next one would pass the context, then what still fits.
    private func fill(_ draft: inout Draft) throws {
        let needed = tokens(draft, [])
        guard needed <= contextTokens else {
            throw TaskGeneratorError.contextTooSmall(context: contextTokens, needed: needed)
        }
        var pool: [HaystackSentence] = []
        var pooled = needed
        var isExhausted = false
        while pooled <= contextTokens, !isExhausted {
            for _ in 0..<max(8, pool.count) {
                guard let sentence = draft.nextSentence() else {
                    isExhausted = true
                    break
                }
                pool.append(sentence)
            }
            pooled = tokens(draft, pool)
        }
        // 1 % below the context is close enough.
        if pooled < contextTokens - contextTokens / 100 { throw tooLittle(found: pooled) }
        draft.sentences = Array(pool.prefix(mostSentences(of: pool, for: draft)))
        fillRest(&draft, spare: pool.dropFirst(draft.sentences.count))
    }

    private func mostSentences(of pool: [HaystackSentence], for draft: Draft) -> Int {
        var (low, high) = (0, pool.count)
        while low < high {
            let middle = (low + high + 1) / 2
            if tokens(draft, pool.prefix(middle)) <= contextTokens {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }

    /// Uses the last tokens with short sentences, then with the beginning of one.
    private func fillRest(_ draft: inout Draft, spare: ArraySlice<HaystackSentence>) {
        var left = contextTokens - tokens(draft, draft.sentences)
        for sentence in spare.prefix(Self.fillingTries) where countTokens(sentence.text) <= left {
            let extended = draft.sentences + [sentence]
            let count = tokens(draft, extended)
            guard count <= contextTokens else { continue }
            draft.sentences = extended
            left = contextTokens - count
        }
        guard left > contextTokens / 100,
            let cut = spare.first(where: { !draft.sentences.contains($0) })
        else { return }
        let words = cut.text.split(separator: " ")
        for count in (1..<max(1, words.count)).reversed() {
            let piece = HaystackSentence(
                text: words.prefix(count).joined(separator: " "),
                startsParagraph: cut.startsParagraph)
            if tokens(draft, draft.sentences + [piece]) <= contextTokens {
                draft.sentences.append(piece)
                return
            }
        }
    }

    private func tooLittle(found: Int) -> any Error {
        switch haystack {
        case .sentences(_, let path):
            HaystackError.tooLittleText(
                path: path, foundTokens: found, neededTokens: contextTokens)
        case .generated:
            TaskGeneratorError.outOfRange(
                name: "context", value: contextTokens, expected: "at most \(found)")
        }
    }
}
