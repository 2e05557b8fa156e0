package import Engine
internal import Foundation

/// A small valid profile: two layers of two key-value heads with 16 channels.
package enum ToyProfile {
    /// The SHA-256 that the profile's model claims.
    package static let sha256 = String(repeating: "0123456789abcdef", count: 4)

    /// The shape of the profile's model.
    package static let shape = ModelShape(
        layerCount: 2, headCount: 4, kvHeadCount: 2, headDim: 16, hiddenSize: 64,
        feedForwardSize: 128, vocabularySize: 256, contextLength: 512, ropeBase: 10_000,
        normEpsilon: 1e-5)

    /// A profile whose heads differ: two tiers, one tier, all tokens, a 16-bit tier.
    package static func make(
        budgetBytes: Int = 100_000, concurrency: Int = 2, withUniform: Bool = true
    ) throws -> Profile {
        try Profile(
            model: ModelFingerprint(architecture: "llama", shape: shape, sha256: sha256),
            budget: ProfileBudget(
                bytes: ByteCount(budgetBytes), context: 100, concurrency: concurrency,
                maxNewTokens: 24),
            plan: plan(), quality: quality(withUniform: withUniform),
            provenance: ProfileProvenance(
                toolVersion: "0.1.0", seed: 7,
                calibrationSHA256: String(repeating: "ab", count: 32), studyFingerprint: "s-1",
                kernels: "avx2", evaluations: 250))
    }

    /// A folder of its own for files that a test writes; the caller removes it.
    package static func temporaryFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "tune-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    private static func plan() throws -> CompressionPlan {
        let texts = [
            ["tokens=12+30,key-bits=4+2,value-bits=4+2", "tokens=64,key-bits=8,value-bits=4"],
            ["tokens=8+all,key-bits=16+3,value-bits=16+3", "tokens=5,key-bits=16,value-bits=16"],
        ]
        return try CompressionPlan(
            retention: Retention(kernel: 21), window: 8, flush: 16,
            layers: texts.map { try $0.map { try UniformPlan(text: $0).head } })
    }

    private static func quality(withUniform: Bool) throws -> ProfileQuality {
        let uniform = try ProfileQuality.BestUniform(
            plan: UniformPlan(text: "tokens=40,key-bits=4,value-bits=4,kernel=21"),
            bytes: ByteCount(20_000), kl: 0.038, score: 0.75)
        return try ProfileQuality(
            samples: 20, kl: .init(mean: 0.0064, low: 0.005, high: 0.008), score: 0.95,
            scoreDifference: .init(mean: -0.01, low: -0.03, high: 0),
            bestUniform: withUniform ? uniform : nil)
    }
}
