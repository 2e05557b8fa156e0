import Engine
import Testing
import Tuner

@Suite("Flushes of a budget")
struct FlushesTests {
    /// 30 layers of 3 key-value heads of 64 numbers.
    private static let shape = ModelShape(
        layerCount: 30, headCount: 9, kvHeadCount: 3, headDim: 64, hiddenSize: 576,
        feedForwardSize: 1536, vocabularySize: 49152, contextLength: 8192, ropeBase: 10000,
        normEpsilon: 1e-5)

    private static func flushes(oneOf parts: Int, newTokens: Int) throws -> [Int] {
        let full = shape.fullCacheBytes(promptTokens: 1450, newTokens: newTokens)
        return try SearchBudget(
            bytes: ByteCount(full.rawValue / parts), context: 1450, maxNewTokens: newTokens,
            concurrency: 1
        ).flushes(for: shape)
    }

    @Test(
        "new tokens are quantized the sooner the fewer bytes there are",
        arguments: [(12, [64, 8]), (30, [64, 8]), (45, [8, 4]), (75, [4, 8]), (1000, [4, 8])])
    func tighter(parts: Int, flushes: [Int]) throws {
        #expect(try Self.flushes(oneOf: parts, newTokens: 19) == flushes)
    }

    @Test("a smaller flush that costs more bytes is not tried", arguments: [12, 1000])
    func manyTokens(parts: Int) throws {
        // Scales for every 8 tokens cost what 56 rows of 16 bit save; for every 4, more.
        let flushes = try Self.flushes(oneOf: parts, newTokens: 4096)
        #expect(flushes == [64])
    }
}
