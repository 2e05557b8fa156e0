extension Profile {
    /// Bytes and values that no profile of a real model reaches.
    private static var limits: JSONLimits {
        var limits = JSONLimits()
        limits.bytes = 16 << 20
        return limits
    }

    /// Reads a profile and makes every check that its text allows.
    ///
    /// - Throws: A `UserError` with file, line and column of what was found.
    public init(contentsOf path: String) throws {
        try self.init(JSONValue(contentsOf: path, limits: Self.limits))
    }

    /// Reads a profile for an opened model and refuses one that was made for another.
    ///
    /// - Throws: A `UserError` with file, line and column of what was found.
    public init(contentsOf path: String, for shape: ModelShape, sha256: String) throws {
        let value = try JSONValue(contentsOf: path, limits: Self.limits)
        try self.init(value)
        try value.object().value("model").locating { try check(against: shape, sha256: sha256) }
    }

    /// Reads a profile for an opened model and refuses one of another shape.
    ///
    /// This is for programs that know their model's file: other weights of the same shape pass.
    ///
    /// - Throws: A `UserError` with file, line and column of what was found.
    public init(contentsOf path: String, for shape: ModelShape) throws {
        let value = try JSONValue(contentsOf: path, limits: Self.limits)
        try self.init(value)
        try value.object().value("model").locating { try model.check(against: shape) }
    }

    /// Reads a profile from a parsed text.
    package init(_ value: JSONValue) throws {
        try Self.checkStamp(value.object())
        let fields = try value.object(keys: Self.keys)
        let model = try ModelFingerprint(fields.value("model"))
        let budget = try ProfileBudget(fields.value("budget"))
        let layers = try Self.layers(fields.value("layers"), model: model, budget: budget)
        let plan = try CompressionPlan(fields.value("plan"), layers: layers)
        let mode: Mode = try fields.value("mode").word()
        let quality = try ProfileQuality(fields.value("quality"))
        let provenance = try ProfileProvenance(fields.value("provenance"))
        self = try value.locating {
            try Self(
                model: model, budget: budget, mode: mode, plan: plan, quality: quality,
                provenance: provenance)
        }
        try checkStoredBytes(fields)
    }

    static let keys = [
        "budget", "bytes", "format", "layers", "minimum_reader", "mode", "model", "plan",
        "provenance", "quality", "version",
    ]
    static let layerKeys = ["bytes", "heads", "layer"]

    /// Refuses other formats and newer versions before anything else is looked at.
    private static func checkStamp(_ fields: JSONFields) throws {
        let format = try fields.value("format")
        guard try format.string() == formatName else {
            throw format.mismatch(expected: "\"\(formatName)\"")
        }
        let version = try fields.value("version")
        let number = try version.int(in: 1...Int.max)
        guard number <= formatVersion else {
            throw version.mismatch(
                expected: "at most version \(formatVersion)",
                hint: "a newer program wrote this profile: update this one")
        }
        _ = try fields.int("minimum_reader", in: 1...number)
    }

    private static func layers(
        _ value: JSONValue, model: ModelFingerprint, budget: ProfileBudget
    ) throws -> [[HeadPlan]] {
        let layers = try value.array(count: model.layerCount, of: "layers")
        return try layers.enumerated().map { index, value in
            let fields = try value.object(keys: layerKeys)
            try fields.checkIndex("layer", is: index)
            let heads = try fields.value("heads")
                .array(count: model.kvHeadCount, of: "key-value heads")
            return try heads.enumerated().map { index, value in
                try HeadPlan(value, kvHead: index, context: budget.context)
            }
        }
    }

    /// Bytes are a promise: a profile whose numbers were edited is refused.
    private func checkStoredBytes(_ fields: JSONFields) throws {
        for (layer, bytes) in zip(try fields.array("layers"), layerBytes) {
            try layer.object().value("bytes").checkBytes(bytes)
        }
        try fields.value("bytes").checkBytes(bytes)
    }
}
