/// What a generated task asks for.
package enum TaskKind: String, Sendable, Hashable, CaseIterable {
    /// One number is hidden and asked for.
    case single
    /// Several numbers are hidden under different key words and one of them is asked for.
    case multiKey = "multi-key"

    /// How many numbers are hidden unless told otherwise.
    package var defaultKeys: Int {
        switch self {
        case .single: 1
        case .multiKey: 4
        }
    }
}
