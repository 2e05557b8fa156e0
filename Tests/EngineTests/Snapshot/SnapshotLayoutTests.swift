import Engine
import TestSupport
import Testing

@Suite("Layouts of snapshots and references")
struct SnapshotLayoutTests {
    private static let shape = ModelShape(
        layerCount: 3, headCount: 9, kvHeadCount: 3, headDim: 5, hiddenSize: 45,
        feedForwardSize: 7, vocabularySize: 11, contextLength: 512, ropeBase: 10_000,
        normEpsilon: 1e-5)

    @Test(
        "a snapshot's parts fill its block exactly, each its own bytes",
        arguments: [1, 63, 64, 65, 300], [false, true])
    func snapshot(tokens: Int, columnSums: Bool) {
        let layout = SnapshotLayout(Self.shape, tokens: tokens, columnSums: columnSums)
        var parts: [(range: Range<Int>, bytes: Int)] = [(layout.lastLogits, 4 * 11)]
        for layer in 0..<3 {
            parts += [
                (layout.keys(ofLayer: layer), 2 * 3 * tokens * 5),
                (layout.values(ofLayer: layer), 2 * 3 * tokens * 5),
                (layout.queries(ofLayer: layer), 4 * 9 * min(64, tokens) * 5),
                (layout.columnSums(ofLayer: layer), columnSums ? 4 * 3 * tokens : 0),
            ]
        }
        Self.expectFilled(layout.byteCount, by: parts)
        #expect(
            layout.byteCount
                == PrefillSnapshot.byteCount(
                    tokens: tokens, shape: Self.shape, columnSums: columnSums))
    }

    @Test("a reference's parts fill its block exactly, each its own bytes", arguments: [1, 2, 77])
    func reference(tokens: Int) {
        let layout = ReferenceLayout(Self.shape, tokens: tokens)
        var parts: [(range: Range<Int>, bytes: Int)] = [
            (layout.logSums, 8 * tokens), (layout.logits, 4 * tokens * 11),
        ]
        for layer in 0..<3 {
            parts += [
                (layout.states(ofLayer: layer), 4 * tokens * 45),
                (layout.queries(ofLayer: layer), 4 * tokens * 9 * 5),
                (layout.keys(ofLayer: layer), 2 * 3 * tokens * 5),
                (layout.values(ofLayer: layer), 2 * 3 * tokens * 5),
            ]
        }
        Self.expectFilled(layout.byteCount, by: parts)
        #expect(AnswerReference.byteCount(tokens: tokens, shape: Self.shape) == layout.byteCount)
    }

    private static func expectFilled(_ bytes: Int, by parts: [(range: Range<Int>, bytes: Int)]) {
        var end = 0
        for part in parts.sorted(by: { $0.range.upperBound < $1.range.upperBound }) {
            #expect(part.range.count == part.bytes)
            guard !part.range.isEmpty else { continue }
            #expect(part.range.lowerBound == end, "a gap or an overlap at \(end)")
            end = part.range.upperBound
        }
        #expect(end == bytes)
    }
}
