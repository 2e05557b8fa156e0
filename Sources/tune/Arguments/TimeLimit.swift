/// How long a search may take: `90`, `90s`, `15m` or `2h`.
struct TimeLimit: Equatable {
    /// Whole seconds, 1 or more.
    let seconds: Int

    private static let secondsPerUnit: [Character: Int] = ["s": 1, "m": 60, "h": 3600]

    /// Reads a whole number with an optional unit; without one it counts seconds.
    init(text: String) throws(ArgumentError) {
        var digits = Substring(text)
        var unit = 1
        if let last = digits.last, let known = Self.secondsPerUnit[last] {
            digits.removeLast()
            unit = known
        }
        // Nine digits of hours fit into 64 bits by far.
        guard (1...9).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(digits), number > 0
        else {
            throw ArgumentError(
                "--time", found: "\"\(text)\"", expected: "a duration such as 90s, 15m or 2h")
        }
        seconds = number * unit
    }
}
