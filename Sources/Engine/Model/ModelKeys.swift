/// Look-ups under an architecture's prefix.
struct ModelKeys {
    private let path: String
    private let metadata: GGUFMetadata
    private let architecture: String

    /// Looks up the keys of an architecture in a file.
    init(file: GGUFFile, architecture: String) {
        path = file.path
        metadata = file.metadata
        self.architecture = architecture
    }

    /// Whether the file has a key.
    func has(_ name: String) -> Bool { metadata[key(name)] != nil }

    /// An error at the value of a key, or where the metadata ends.
    func error(_ name: String, _ fault: ModelFault) -> ModelError {
        let place = metadata[key(name)]?.byteOffset ?? metadata.endOffset
        return ModelError(path: path, byteOffset: place, fault: fault)
    }

    /// An integer that must be there.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        try metadata.integer(key(name), in: range)
    }

    /// An integer that may be absent.
    func optionalInteger(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        try metadata.optionalInteger(key(name), in: range)
    }

    /// A finite number above 0 that must be there.
    func positiveFloat(_ name: String) throws -> Float {
        try metadata.positiveFloat(key(name))
    }

    /// A finite number above 0 that may be absent.
    func optionalPositiveFloat(_ name: String) throws -> Float? {
        try metadata.optionalPositiveFloat(key(name))
    }

    /// A number for all layers, or an array with the same number for each.
    func perLayer(_ name: String, layers: Int, in range: ClosedRange<Int>) throws -> Int {
        guard case .array = metadata[key(name)]?.value else { return try integer(name, in: range) }
        let numbers = try metadata.array(
            key(name), of: [.int32, .uint32, .int64, .uint64], count: layers)
        for index in 0..<layers {
            guard let number = numbers[index].integer, range.contains(number) else {
                let fault = GGUFFault.outOfRange(
                    key: "\(key(name))[\(index)]", found: numbers[index].printable,
                    expected: "\(range.lowerBound) to \(range.upperBound)")
                throw GGUFError(
                    path: path, byteOffset: numbers.byteOffset(of: index), fault: fault)
            }
            guard numbers[index] == numbers[0] else {
                throw ModelError(
                    path: path, byteOffset: numbers.byteOffset(of: index),
                    fault: .differentLayers(key: key(name)))
            }
        }
        return numbers[0].integer ?? range.lowerBound
    }

    /// The channels of a head: stated, or the embedding's share.
    func headDim(hidden: Int, heads: Int) throws -> Int {
        if let length = try optionalInteger("attention.key_length", in: 1...65_536) {
            return length
        }
        guard hidden % heads == 0 else {
            throw error(
                "embedding_length", .embeddingNotDivisible(embedding: hidden, heads: heads))
        }
        return hidden / heads
    }

    /// What a head's numbers keep from being run.
    func obstacles(headDim: Int) throws -> [ModelError] {
        var obstacles: [ModelError] = []
        if headDim % 8 != 0 || headDim > 1024 {
            obstacles.append(error("attention.key_length", .headDim(headDim)))
        }
        if let length = try optionalInteger("attention.value_length", in: 1...65_536),
            length != headDim
        {
            obstacles.append(
                error("attention.value_length", .valueLength(length, keyLength: headDim)))
        }
        if let count = try optionalInteger("rope.dimension_count", in: 1...65_536),
            count != headDim
        {
            obstacles.append(
                error("rope.dimension_count", .partialRotation(count, headDim: headDim)))
        }
        return obstacles
    }

    /// The factor of linear scaling, 1 for none; other scalings are obstacles.
    func ropeScaling() throws -> (scale: Float, obstacles: [ModelError]) {
        let type = try metadata.optionalText(key("rope.scaling.type"))
        // Older files have only the factor, which then means linear scaling.
        let factor =
            try optionalPositiveFloat("rope.scaling.factor")
            ?? optionalPositiveFloat("rope.scale_linear") ?? 1
        switch type {
        case nil, "linear": return (factor, [])
        case "none": return (1, [])
        case let type?:
            return (1, [error("rope.scaling.type", .ropeScaling(printableText(type)))])
        }
    }

    private func key(_ name: String) -> String { "\(architecture).\(name)" }
}
