/// The `name=value` pairs of a plan's text, each name known and given at most once.
///
/// Every error names the pair that it is about; a misspelt name or value gets the nearest one as
/// its hint.
struct PlanText {
    /// The names that a plan's text may set, in the order in which they are written.
    enum Name: String, CaseIterable {
        case tokens
        case keyBits = "key-bits"
        case valueBits = "value-bits"
        case keyGroup = "key-group"
        case valueGroup = "value-group"
        case group
        case keys
        case scorer
        case kernel
        case pooling
        case observation
        case recent
        case window
        case sinks
        case flush
    }

    /// The largest number that a plan's text may hold: beyond every model's context by far.
    static let largestNumber = Int(Int32.max)
    /// The group sizes that a plan's text may hold.
    static let groupSizes = 16...128

    private var values: [Name: String] = [:]

    /// Splits a text at its commas.
    ///
    /// - Throws: `PlanError.text` for a pair without a name or a value, an unknown name and a name
    ///   that is given twice.
    init(_ text: String) throws(PlanError) {
        guard !text.isEmpty else {
            throw .text("found an empty plan, expected name=value,...", hint: Self.example)
        }
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            try add(String(pair))
        }
        for part in [Name.keyGroup, .valueGroup] where values[.group] != nil {
            guard values[part] == nil else {
                throw .text(
                    "found \(part.rawValue) beside group, expected one of them",
                    hint: "`group` sets both key-group and value-group")
            }
        }
    }

    /// The text of a value that must be there.
    func required(_ name: Name) throws(PlanError) -> String {
        guard let value = values[name] else {
            throw .text(
                "found no \(name.rawValue), expected \(name.rawValue)=...", hint: Self.example)
        }
        return value
    }

    /// A whole number, or `nil` where the text does not set it.
    func number(_ name: Name) throws(PlanError) -> Int? {
        guard let value = values[name] else { return nil }
        return try Self.number(value, of: name)
    }

    /// A group's size, or `nil` where the text does not set it.
    func groupSize(_ name: Name) throws(PlanError) -> Int? {
        guard let size = try number(name) else { return nil }
        guard Self.groupSizes.contains(size) else {
            throw .outOfRange(
                name: name.rawValue, value: size,
                expected: "\(Self.groupSizes.lowerBound) to \(Self.groupSizes.upperBound)")
        }
        return size
    }

    /// One of a closed set of words, or `nil` where the text does not set it.
    func word<Word>(
        _ name: Name
    ) throws(PlanError) -> Word? where Word: CaseIterable & RawRepresentable<String> {
        guard let value = values[name] else { return nil }
        guard let word = Word(rawValue: value) else {
            let words = Word.allCases.map(\.rawValue)
            throw .text(
                "found \(name.rawValue)=\(value), expected \(words.joined(separator: ", "))",
                hint: Spelling.hint(for: value, among: words))
        }
        return word
    }

    /// The numbers of a `+`-separated list.
    func tokens() throws(PlanError) -> [Int] {
        var counts: [Int] = []
        for part in try Self.parts(of: required(.tokens)) {
            counts.append(part == "all" ? Tier.all : try Self.number(part, of: .tokens))
        }
        return counts
    }

    /// The bits of each of `count` tiers; one number stands for all of them.
    func bits(_ name: Name, count: Int) throws(PlanError) -> [Int] {
        var bits: [Int] = []
        for part in try Self.parts(of: required(name)) {
            bits.append(try Self.bits(part, of: name))
        }
        if bits.count == 1 { return Array(repeating: bits[0], count: count) }
        guard bits.count == count else {
            throw .text(
                "found \(bits.count) \(name.rawValue) for \(count) tier\(count == 1 ? "" : "s"), "
                    + "expected one, or one per tier", hint: Self.example)
        }
        return bits
    }
}

extension PlanText {
    /// What a plan looks like, for hints.
    static let example =
        "a plan reads like tokens=512,key-bits=4,value-bits=4 or tokens=64+256,key-bits=4+2,"
        + "value-bits=4+2"

    private mutating func add(_ pair: String) throws(PlanError) {
        guard let equals = pair.firstIndex(of: "=") else {
            throw .text("found `\(pair)`, expected name=value", hint: Self.example)
        }
        let text = String(pair[..<equals])
        let value = String(pair[pair.index(after: equals)...])
        guard let name = Name(rawValue: text) else {
            let names = Name.allCases.map(\.rawValue)
            throw .text(
                "found the unknown name `\(text)`, expected \(names.joined(separator: ", "))",
                hint: Spelling.hint(for: text, among: names))
        }
        guard !value.isEmpty else {
            throw .text("found nothing after \(text)=, expected a value", hint: Self.example)
        }
        guard values.updateValue(value, forKey: name) == nil else {
            throw .text("found \(text) twice, expected it once", hint: nil)
        }
    }

    private static func parts(of list: String) -> [String] {
        list.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    }

    private static func number(_ text: String, of name: Name) throws(PlanError) -> Int {
        let isDecimal = text.allSatisfy { $0.isASCII && $0.isNumber }
        guard isDecimal, let number = Int(text), number <= largestNumber else {
            let words = name == .tokens ? " or, for the last tier, all" : ""
            throw .text(
                "found \(name.rawValue)=\(text), expected a whole number up to \(largestNumber)"
                    + words,
                hint: name == .tokens && Spelling.nearest(to: text, among: ["all"]) != nil
                    ? "did you mean `all`?" : nil)
        }
        return number
    }

    private static func bits(_ text: String, of name: Name) throws(PlanError) -> Int {
        let supported = Precision.supportedBits
        let number = try number(text, of: name)
        guard supported.contains(number) else {
            let nearest = supported.min { abs($0 - number) < abs($1 - number) } ?? number
            throw .text(
                "found \(name.rawValue)=\(text), expected 2, 3, 4, 5, 6, 8 or 16",
                hint: "the nearest is \(nearest)")
        }
        return number
    }
}
