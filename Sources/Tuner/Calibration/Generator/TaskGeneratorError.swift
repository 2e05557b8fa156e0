package import Engine

/// Why no tasks of a form can be made.
package enum TaskGeneratorError: UserError, Equatable {
    /// A number outside what its name allows.
    case outOfRange(name: String, value: Int, expected: String)
    /// There are not that many numbers of which none holds another.
    case tooFewNumbers(keys: Int, digits: ClosedRange<Int>)
    /// Needles and question alone pass the context.
    case contextTooSmall(context: Int, needed: Int)

    /// The argument's name, then what was found and expected.
    package var description: String {
        switch self {
        case .outOfRange(let name, let value, let expected):
            "\(name): found \(value), expected \(expected)"
        case .tooFewNumbers(let keys, let digits):
            "keys: found \(keys) with numbers of \(digits.lowerBound) to \(digits.upperBound) digits, "
                + "expected enough digits for different numbers"
        case .contextTooSmall(let context, let needed):
            "context: found \(context), expected at least \(needed) tokens"
        }
    }

    package var hint: String? {
        switch self {
        case .outOfRange: nil
        case .tooFewNumbers: "allow longer numbers or use fewer keys"
        case .contextTooSmall: "raise the context or use fewer keys"
        }
    }

    package var exitStatus: ExitStatus { .badArgument }
}
