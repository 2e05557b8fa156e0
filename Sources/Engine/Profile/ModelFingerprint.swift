/// Which model a profile was made for.
public struct ModelFingerprint: Sendable, Hashable {
    /// GGUF `general.architecture`.
    public let architecture: String
    /// Decoder blocks (L), 1 to 4096.
    public let layerCount: Int
    /// Query heads (H).
    public let headCount: Int
    /// Key-value heads (G), a divisor of H.
    public let kvHeadCount: Int
    /// Channels per head (D), a multiple of 8.
    public let headDim: Int
    /// SHA-256 over the file's metadata and tensors, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Creates a fingerprint.
    ///
    /// - Throws: `ProfileError` naming the number that no model has.
    public init(
        architecture: String, layerCount: Int, headCount: Int, kvHeadCount: Int, headDim: Int,
        sha256: String
    ) throws(ProfileError) {
        try ProfileChecks.name(architecture, of: "architecture")
        try ProfileChecks.number(layerCount, of: "layer_count", in: 1...4096)
        try ProfileChecks.number(headCount, of: "head_count", in: 1...65536)
        try ProfileChecks.number(kvHeadCount, of: "kv_head_count", in: 1...headCount)
        try ProfileChecks.number(headDim, of: "head_dim", in: 8...65536)
        try ProfileChecks.sha256(sha256, of: "sha256")
        guard headCount % kvHeadCount == 0 else {
            throw ProfileError(
                "kv_head_count", found: "\(kvHeadCount)",
                expected: "a divisor of head_count (\(headCount))")
        }
        guard headDim % 8 == 0 else {
            throw ProfileError("head_dim", found: "\(headDim)", expected: "a multiple of 8")
        }
        self.architecture = architecture
        self.layerCount = layerCount
        self.headCount = headCount
        self.kvHeadCount = kvHeadCount
        self.headDim = headDim
        self.sha256 = sha256
    }

    /// The fingerprint of an opened model.
    ///
    /// - Throws: As the other initializer.
    public init(
        architecture: String, shape: ModelShape, sha256: String
    ) throws(ProfileError) {
        try self.init(
            architecture: architecture, layerCount: shape.layerCount, headCount: shape.headCount,
            kvHeadCount: shape.kvHeadCount, headDim: shape.headDim, sha256: sha256)
    }

    /// Refuses another model: its shape first, as that says more than a hash.
    ///
    /// - Throws: `ProfileError` naming what differs.
    public func check(against shape: ModelShape, sha256: String) throws(ProfileError) {
        try check(against: shape)
        guard sha256 == self.sha256 else {
            throw ProfileError(
                "sha256", found: self.sha256, expected: "the model's \(sha256)", hint: Self.hint)
        }
    }

    /// Refuses a model of another shape; other weights of the same shape pass.
    ///
    /// - Throws: `ProfileError` naming what differs.
    public func check(against shape: ModelShape) throws(ProfileError) {
        let numbers = [
            ("layer_count", layerCount, shape.layerCount),
            ("head_count", headCount, shape.headCount),
            ("kv_head_count", kvHeadCount, shape.kvHeadCount),
            ("head_dim", headDim, shape.headDim),
        ]
        for (name, found, expected) in numbers where found != expected {
            throw ProfileError(
                name, found: "\(found)", expected: "the model's \(expected)", hint: Self.hint)
        }
    }

    private static let hint = "the profile was made for another model: tune again for this one"
}
