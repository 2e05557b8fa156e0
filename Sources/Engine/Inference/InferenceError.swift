/// Why a forward pass gave no result.
package enum InferenceError: UserError, Equatable {
    /// A key or a value does not fit IEEE half.
    case beyondHalf(layer: Int, head: Int)

    package var description: String {
        switch self {
        case .beyondHalf(let layer, let head):
            "layer \(layer), key-value head \(head): found a key or value beyond 65504, expected"
                + " one that fits the cache's 16-bit floats"
        }
    }

    package var hint: String? { "the model's weights or this prompt overflow a 16-bit cache" }

    package var exitStatus: ExitStatus { .failure }
}
