internal import Engine
internal import TestSupport
internal import Testing

@Suite("The engine's version")
struct EngineVersionTests {
    /// SHA-256 of what version 1 keeps of a toy task under the portable kernels: the
    /// reference's, then the snapshot's.
    private static let digests = [
        "f168f580dd909cda198eb46058e3abee4ed57eaae253d558aef05a6b077a86f6",
        "b1dc19830a6dd1a83fecebc4a654a415989b46c1a13668974dc62be04c09c6d7",
    ]

    @Test("is raised when a bit of a prefill or of a reference changes")
    func numerics() throws {
        let files = try ToyFiles(tasks: 1)
        let cache = files.path("cache")
        let outcome = try BuiltProgram.run(
            [
                "evaluate", "--model", files.model, "--calibration", files.tasks, "--no-score",
                "--plan", "tokens=24,key-bits=4,value-bits=4,scorer=h2o,recent=8",
                "--cache", cache,
            ], environment: ["TUNE_KERNELS": "portable"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        let digests = try ["reference", "snapshot"].map { kind in
            let name = try #require(Files.names(in: cache).first { $0.hasSuffix(kind) })
            // A header ends in the content's SHA-256.
            return try Files.bytes("\(cache)/\(name)")[120..<152].map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
        }
        // Other processors may fuse the portable kernels' products and sums.
        #if arch(x86_64)
            #expect(
                digests == Self.digests,
                "raise EngineVersion.numerics, which is \(EngineVersion.numerics), and set these")
        #endif
    }
}
