/// Numbers of mixed lengths to hide.
enum NeedleNumbers {
    /// Draws numbers of which none occurs inside another, so none is a prefix of another either.
    ///
    /// Lengths run through all that are allowed, in random order, before one comes up again.
    ///
    /// - Throws: `TaskGeneratorError.tooFewNumbers` if thousands of draws gave no further one.
    static func draw(
        _ count: Int, digits: ClosedRange<Int>, using generator: inout SeededGenerator
    ) throws(TaskGeneratorError) -> [String] {
        var lengths = Array(digits)
        generator.shuffle(&lengths)
        var numbers: [String] = []
        for index in 0..<count {
            let length = lengths[index % lengths.count]
            var found: String?
            for _ in 0..<10_000 where found == nil {
                let number = number(of: length, using: &generator)
                if numbers.allSatisfy({ !$0.contains(number) && !number.contains($0) }) {
                    found = number
                }
            }
            guard let found else { throw .tooFewNumbers(keys: count, digits: digits) }
            numbers.append(found)
        }
        return numbers
    }

    private static func number(of length: Int, using generator: inout SeededGenerator) -> String {
        (0..<length).reduce(into: "") { text, index in
            text += String(generator.int(in: (index == 0 ? 1 : 0)...9))
        }
    }
}
