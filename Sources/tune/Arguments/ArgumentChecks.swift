internal import Engine
internal import Tuner

/// The checks that several commands share; each names the flag it is about.
enum ArgumentChecks {
    /// Tokens that no context of ours reaches, so that sums of them never wrap.
    static let mostTokens = 1 << 27

    /// Refuses a number outside `range`.
    static func number(
        _ value: Int?, of flag: String, in range: ClosedRange<Int>
    ) throws(ArgumentError) {
        guard let value, !range.contains(value) else { return }
        throw ArgumentError(
            flag, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }

    /// Refuses a context of fewer than 16 tokens.
    static func context(_ value: Int?) throws(ArgumentError) {
        try number(value, of: "--context", in: 16...mostTokens)
    }

    /// Refuses an answer of no tokens.
    static func newTokens(_ value: Int?) throws(ArgumentError) {
        try number(value, of: "--max-new-tokens", in: 1...mostTokens)
    }

    /// Refuses a path that names nothing.
    static func path(_ value: String?, of flag: String) throws(ArgumentError) {
        guard let value, value.isEmpty || value.contains("\0") else { return }
        throw ArgumentError(flag, found: "\"\"", expected: "the path of a file")
    }

    /// Reads a size.
    static func bytes(_ text: String, of flag: String) throws(ArgumentError) -> ByteCount {
        do {
            return try BudgetText.parse(text)
        } catch {
            throw ArgumentError(
                flag, found: "\(error.problem) in \"\(printableText(text))\"",
                expected: "a size above 0 like 2GiB", hint: error.hint)
        }
    }

    /// Reads a part of a whole, such as `1%` or `0.01`.
    static func part(_ text: String, of flag: String) throws(ArgumentError) -> Double {
        let isPercent = text.hasSuffix("%")
        let number = Double(isPercent ? String(text.dropLast()) : text)
        guard let number, number > 0, number / (isPercent ? 100 : 1) < 1 else {
            throw ArgumentError(
                flag, found: "\"\(printableText(text))\"",
                expected: "a part above 0 and below all, such as 1% or 0.01")
        }
        return number / (isPercent ? 100 : 1)
    }

    /// Reads a plan.
    static func plan(_ text: String) throws(ArgumentError) -> UniformPlan {
        do {
            return try UniformPlan(text: text)
        } catch {
            throw ArgumentError("--plan", error)
        }
    }
}
