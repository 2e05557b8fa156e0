import Engine
import Testing
import Tuner

@Suite("Task generator")
struct TaskGeneratorTests {
    /// Stands in for a tokenizer: a token is a word or, in numbers, a digit.
    private static func tokens(of text: String) -> Int {
        text.split(whereSeparator: \.isWhitespace).reduce(0) { sum, word in
            sum + max(1, word.count { $0.isNumber })
        }
    }

    private static func generator(
        _ kind: TaskKind, keys: Int? = nil, digits: ClosedRange<Int> = 3...9, context: Int = 600,
        seed: UInt64 = 5, haystack: Haystack = .generated(seed: 1)
    ) throws -> TaskGenerator {
        try TaskGenerator(
            kind: kind, keys: keys, digits: digits, contextTokens: context, seed: seed,
            haystack: haystack, wrap: { "<user>\($0)</user>\n<assistant>\($1)" },
            countTokens: tokens(of:))
    }

    /// Key words and numbers of a prompt's needles, in order.
    private static func needles(in prompt: String) -> [(key: String, number: String)] {
        let parts = prompt.split(separator: "One of the special magic numbers for ").dropFirst()
        return parts.map { part in
            let key = part.prefix { $0 != " " }
            let number = part.dropFirst(key.count + " is: ".count).prefix { $0.isNumber }
            return (String(key), String(number))
        }
    }

    @Test("the same arguments give the same task, another seed or ordinal another")
    func deterministic() throws {
        let first = try Self.generator(.multiKey).task(3)
        #expect(try Self.generator(.multiKey).task(3) == first)
        #expect(try Self.generator(.multiKey).task(4).prompt != first.prompt)
        #expect(try Self.generator(.multiKey, seed: 6).task(3).prompt != first.prompt)
        let other = Haystack.generated(seed: 2)
        #expect(try Self.generator(.multiKey, haystack: other).task(3).prompt != first.prompt)
    }

    @Test("no key word stands in the prose around the needles")
    func keyWords() throws {
        let generator = try Self.generator(.multiKey)
        for ordinal in 0..<100 {
            let prompt = try generator.task(ordinal).prompt
            let words = prompt.lowercased().split { !$0.isLetter }.map(String.init)
            for (key, _) in Self.needles(in: prompt) {
                // The one that is asked for stands in the question and the begun answer too.
                let expected = prompt.hasSuffix(" \(key) is:") ? 3 : 1
                #expect(words.count { $0 == key } == expected, "\(key) in task \(ordinal)")
            }
        }
    }

    @Test("the needle that is asked for is in the prompt once, with the answer", arguments: 0..<12)
    func needleIsThere(ordinal: Int) throws {
        for kind in TaskKind.allCases {
            let task = try Self.generator(kind).task(ordinal)
            let needles = Self.needles(in: task.prompt)
            #expect(needles.count == kind.defaultKeys)
            let answer = try #require(task.answers.first)
            let asked = try #require(needles.first { $0.number == answer })
            #expect(task.answers.count == 1)
            #expect(task.prompt.split(separator: answer).count == 2)
            let question =
                "What is the special magic number for \(asked.key) mentioned in the provided text?"
            #expect(task.prompt.contains(question + "</user>"))
            #expect(
                task.prompt.hasSuffix(
                    "<assistant>The special magic number for \(asked.key) is:"))
        }
    }

    @Test(
        "a prompt stays within the context and within 2 % of it",
        arguments: [200, 600, 1450, 6000])
    func contextIsFilled(context: Int) throws {
        let generator = try Self.generator(.multiKey, context: context)
        for ordinal in 0..<(context > 2000 ? 1 : 5) {
            let count = Self.tokens(of: try generator.task(ordinal).prompt)
            #expect(count <= context)
            #expect(Double(count) >= 0.98 * Double(context))
        }
    }

    @Test("numbers differ, none is part of another and all lengths come up", arguments: 0..<6)
    func numbersDiffer(ordinal: Int) throws {
        let task = try Self.generator(.multiKey, keys: 21).task(ordinal)
        let needles = Self.needles(in: task.prompt)
        #expect(needles.count == 21)
        #expect(Set(needles.map(\.key)).count == 21)
        #expect(Set(needles.map(\.number.count)) == Set(3...9))
        for first in needles {
            #expect(needles.filter { $0.number.contains(first.number) }.count == 1)
            #expect(first.number.first != "0")
        }
    }

    @Test("made up text repeats no sentence and holds no digits", arguments: 0..<3)
    func textDoesNotRepeat(ordinal: Int) throws {
        let prompt = try Self.generator(.single, context: 4000).task(ordinal).prompt
        var sentences: [String] = []
        for line in prompt.split(separator: "\n") {
            sentences += line.split(separator: ". ").map(String.init)
        }
        #expect(sentences.count > 100)
        #expect(Set(sentences).count == sentences.count)
        let needle = try #require(Self.needles(in: prompt).first)
        #expect(prompt.count { $0.isNumber } == needle.number.count)
        for blemish in ["{", "}", "  ", ",,", ",.", ";;", " a a", " a o", " an b", " an unan"] {
            #expect(!prompt.contains(blemish), "found \(blemish)")
        }
    }

    @Test("needles are hidden at all depths")
    func depths() throws {
        let generator = try Self.generator(.single)
        var quarters: Set<Int> = []
        for ordinal in 0..<24 {
            let prompt = try generator.task(ordinal).prompt
            let before = prompt.split(separator: "One of the special").first?.count ?? 0
            quarters.insert(4 * before / prompt.count)
        }
        #expect(quarters == [0, 1, 2, 3])
    }

    @Test("a task is written as one line of JSON that reads back")
    func line() throws {
        let task = try Self.generator(.multiKey).task(0)
        let line = task.jsonLine
        #expect(!line.contains("\n"))
        guard case .object(let members) = try JSONValue(parsing: line, path: "line").kind else {
            Issue.record("no object: \(line)")
            return
        }
        #expect(members.map(\.key) == ["answers", "id", "prompt"])
        guard case .string(let prompt) = members[2].value.kind else {
            Issue.record("the prompt is no string")
            return
        }
        #expect(prompt == task.prompt)
        #expect(task.id == "multi-key-5-0")
    }

    @Test("arguments that cannot be met are refused by name")
    func refusals() throws {
        #expect(
            throws: TaskGeneratorError.outOfRange(
                name: "keys", value: 2, expected: "1 for single")
        ) { try Self.generator(.single, keys: 2) }
        #expect(throws: TaskGeneratorError.self) { try Self.generator(.multiKey, keys: 0) }
        #expect(throws: TaskGeneratorError.self) { try Self.generator(.multiKey, keys: 1000) }
        #expect(throws: TaskGeneratorError.self) { try Self.generator(.single, digits: 0...3) }
        #expect(throws: TaskGeneratorError.self) { try Self.generator(.single, digits: 3...19) }
        #expect(throws: TaskGeneratorError.self) { try Self.generator(.single, context: 0) }
        #expect(throws: TaskGeneratorError.tooFewNumbers(keys: 12, digits: 1...1)) {
            try Self.generator(.multiKey, keys: 12, digits: 1...1).task(0)
        }
        let cramped = try Self.generator(.multiKey, context: 30)
        let error = #expect(throws: TaskGeneratorError.self) { try cramped.task(0) }
        #expect(error?.description.hasPrefix("context: found 30, expected at least") == true)
        #expect(error?.exitStatus == .badArgument)
    }
}
