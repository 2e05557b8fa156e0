/// Why a plan was refused.
public enum PlanError: UserError, Equatable {
    /// A width that no kernel stores.
    case unsupportedBits(Int)
    /// A number outside what its name allows.
    case outOfRange(name: String, value: Int, expected: String)
    /// A head needs one to four tiers.
    case tierCount(Int)
    /// Plans and models must have the same layers and key-value heads.
    case wrongShape(name: String, found: Int, expected: Int)
    /// A plan's text that does not read as `name=value,...`.
    case text(String, hint: String?)

    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .unsupportedBits(let bits):
            "found \(bits) bits, expected 2, 3, 4, 5, 6, 8 or 16"
        case .outOfRange(let name, let value, let expected):
            "found \(name)=\(value), expected \(expected)"
        case .tierCount(let count):
            "found \(count) tiers, expected 1 to 4"
        case .wrongShape(let name, let found, let expected):
            "found \(found) \(name), expected the model's \(expected)"
        case .text(let message, _):
            message
        }
    }

    /// The nearest name or an example, where there is one.
    public var hint: String? {
        if case .text(_, let hint) = self { hint } else { nil }
    }

    /// A plan is an argument; a profile's reader says which file was at fault.
    public var exitStatus: ExitStatus { .badArgument }
}
