import Engine
import TestSupport
import Testing
import Tuner

@Suite("Flushes of a budget")
struct FlushesTests {
    /// For the demo model: 30 layers of 3 key-value heads of 64 channels.
    private static func flushes(oneOf parts: Int, newTokens: Int) throws -> [Int] {
        let shape = try ReferenceValues.load().model.shape
        let full = shape.fullCacheBytes(promptTokens: 1450, newTokens: newTokens)
        return try SearchBudget(
            bytes: ByteCount(full.rawValue / parts), context: 1450, maxNewTokens: newTokens,
            concurrency: 1
        ).flushes(for: shape)
    }

    @Test(
        "new tokens are quantized the sooner the fewer bytes there are",
        arguments: [
            (12, [64, 8]), (30, [64, 8]), (45, [8, 64, 4]), (67, [4, 8]), (1000, [4, 8]),
        ])
    func tighter(parts: Int, flushes: [Int]) throws {
        #expect(try Self.flushes(oneOf: parts, newTokens: 19) == flushes)
    }

    @Test("a smaller flush that takes more bytes is not tried", arguments: [12, 1000])
    func manyTokens(parts: Int) throws {
        // With 4,096 new tokens scales for every 8 of them take more than 56 rows of 16 bit save.
        #expect(try Self.flushes(oneOf: parts, newTokens: 4096) == [64])
    }
}
