/// Why a model was refused, with the byte of its file.
package typealias ModelError = ByteError<ModelFault>

/// What can be wrong with the model in a GGUF file, or keep it from being run here.
package enum ModelFault: FileFault {
    /// An architecture that is not known here.
    case unsupportedArchitecture(String)
    /// Layers with several experts.
    case experts(Int)
    /// Query heads that do not share key-value heads evenly.
    case headsNotDivisible(heads: Int, kvHeads: Int)
    /// An embedding that does not split into the heads.
    case embeddingNotDivisible(embedding: Int, heads: Int)
    /// Layers that differ in a number that must be the same for all.
    case differentLayers(key: String)
    /// Channels per head that the kernels cannot take.
    case headDim(Int)
    /// Values of another length than keys.
    case valueLength(Int, keyLength: Int)
    /// Rotary positions over a part of the channels.
    case partialRotation(Int, headDim: Int)
    /// A way of stretching positions that is not known here.
    case ropeScaling(String)
    /// A tensor that the architecture needs.
    case missingTensor(String)
    /// A tensor of another shape than the model's.
    case wrongShape(tensor: String, found: [Int], expected: [Int])
    /// A tensor that the architecture does not know: leaving it out would change results.
    case unknownTensor(String)
    /// A tensor whose type cannot be expanded.
    case unsupportedType(tensor: String, type: String)
    /// A vocabulary that differs from the list of tokens.
    case vocabulary(size: Int, tokens: Int)

    package var description: String {
        switch self {
        case .unsupportedArchitecture(let name): "found architecture \(name), expected llama"
        case .experts(let count): "found \(count) experts, expected a model without"
        case .headsNotDivisible(let heads, let kvHeads):
            "found \(heads) heads, expected a multiple of the \(kvHeads) key-value heads"
        case .embeddingNotDivisible(let embedding, let heads):
            "found an embedding of \(embedding), expected a multiple of the \(heads) heads"
        case .differentLayers(let key): "found layers that differ in \(key), expected one number"
        case .headDim(let dimension):
            "found \(dimension) channels per head, expected a multiple of 8 up to 1024"
        case .valueLength(let length, let keyLength):
            "found values of \(length) channels, expected the keys' \(keyLength)"
        case .partialRotation(let count, let headDim):
            "found \(count) rotary channels, expected all \(headDim) of a head"
        case .ropeScaling(let type): "found rope scaling \(type), expected none or linear"
        case .missingTensor(let name): "found no tensor \(name), expected it"
        case .wrongShape(let name, let found, let expected):
            "found tensor \(name) of shape \(found), expected \(expected)"
        case .unknownTensor(let name):
            "found tensor \(name), expected only tensors of the llama architecture"
        case .unsupportedType(let name, let type):
            "found tensor \(name) of type \(type), expected a type that can be expanded"
        case .vocabulary(let size, let tokens):
            "found a vocabulary of \(size), expected the \(tokens) tokens of the tokenizer"
        }
    }

    package var hint: String? {
        switch self {
        case .unsupportedType:
            "F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 can be used"
        default: nil
        }
    }
}
