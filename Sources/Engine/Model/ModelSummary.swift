/// What a model file holds, for people: all checks made, and what keeps it from being run named.
package struct ModelSummary: Sendable {
    /// How many tensors a type has, and their bytes.
    package struct TypeCount: Sendable, Hashable {
        /// The type's name.
        package let type: String
        /// Tensors of the type.
        package let tensors: Int
        /// Bytes of their data.
        package let bytes: Int
    }

    /// The file, as the user named it.
    package let path: String
    /// The model's own name; GGUF `general.name`.
    package let name: String?
    /// GGUF `general.architecture`.
    package let architecture: String
    /// The version of the format.
    package let formatVersion: Int
    /// The numbers of the transformer; nil for an architecture that is not known here.
    package let shape: ModelShape?
    /// Tokens the model was trained for.
    package let contextLength: Int?
    /// Tokens of the vocabulary.
    package let vocabularySize: Int
    /// The kind of tokenizer; GGUF `tokenizer.ggml.model`.
    package let tokenizerModel: String
    /// How text is cut into words; GGUF `tokenizer.ggml.pre`.
    package let preTokenizer: String?
    /// Tensor types, most bytes first.
    package let types: [TypeCount]
    /// Tensors of the file.
    package let tensorCount: Int
    /// Bytes of all tensor data.
    package let tensorBytes: Int
    /// Bytes of the file.
    package let fileBytes: Int
    /// What is legal and odd.
    package let warnings: [String]
    /// What keeps the model from being run here; empty if it can be.
    package let obstacles: [String]

    /// Whether the model can be run.
    package var canRun: Bool { obstacles.isEmpty }

    /// Opens a file and makes every check; texts from the file come escaped.
    ///
    /// - Throws: `GGUFError`, `ModelError` or `TokenizerError` for what is broken.
    package init(path: String) throws {
        try self.init(file: try GGUFFile(path: path))
    }

    /// Summarizes an open file.
    ///
    /// - Throws: As `init(path:)`.
    package init(file: GGUFFile) throws {
        let metadata = file.metadata
        let architecture = try metadata.text("general.architecture")
        let vocabulary = try Vocabulary(file: file)
        let model = try Self.model(of: file)
        path = file.path
        name = try metadata.optionalText("general.name").map { printableText($0) }
        self.architecture = printableText(architecture)
        formatVersion = file.version
        shape = model.shape
        contextLength =
            try model.shape?.contextLength
            ?? metadata.optionalInteger("\(architecture).context_length", in: 1...Int.max)
        vocabularySize = vocabulary.count
        tokenizerModel = printableText(vocabulary.model)
        preTokenizer = vocabulary.preTokenizer.map { printableText($0) }
        types = Self.types(of: file.tensors)
        tensorCount = file.tensors.count
        tensorBytes = file.tensors.reduce(0) { $0 + $1.byteCount }
        fileBytes = file.byteCount
        warnings = Self.warnings(about: file, vocabulary: vocabulary)
        obstacles = try model.obstacles + Self.tokenizerObstacles(in: file)
    }
}

extension ModelSummary {
    private static func model(
        of file: GGUFFile
    ) throws -> (shape: ModelShape?, obstacles: [String]) {
        do {
            try ModelDescription.checkArchitecture(of: file)
        } catch let error as ModelError {
            return (nil, [error.fault.description] + unsupportedTypes(in: file))
        }
        let (description, obstacles) = try ModelDescription.checked(file)
        return (description.shape, obstacles.map { $0.fault.description })
    }

    private static func unsupportedTypes(in file: GGUFFile) -> [String] {
        types(of: file.tensors.filter { !TensorType.expandable.contains($0.type) }).map {
            "found \($0.tensors) tensors of type \($0.type), expected a type that can be expanded"
        }
    }

    private static func tokenizerObstacles(in file: GGUFFile) throws -> [String] {
        do {
            _ = try Tokenizer(file: file)
            return []
        } catch let error as TokenizerError where error.fault.isUnsupported {
            return [error.fault.description]
        }
    }

    private static func types(of tensors: [GGUFTensor]) -> [TypeCount] {
        Dictionary(grouping: tensors, by: \.type.name)
            .map { name, tensors in
                TypeCount(
                    type: name, tensors: tensors.count,
                    bytes: tensors.reduce(0) { $0 + $1.byteCount })
            }
            .sorted { ($1.bytes, $0.type) < ($0.bytes, $1.type) }
    }

    private static func warnings(about file: GGUFFile, vocabulary: Vocabulary) -> [String] {
        var warnings: [String] = []
        if file.trailingByteCount > 0 {
            warnings.append("\(file.trailingByteCount) bytes after the last tensor are not used")
        }
        let duplicates = vocabulary.count - vocabulary.tokensByText().count
        if duplicates > 0 {
            warnings.append("\(duplicates) tokens have the text of another; the lowest is used")
        }
        return warnings
    }
}
