import Engine
import TestSupport
import Testing

@Suite("The block of a snapshot")
struct SnapshotArenaTests {
    private static let prompt = ToyPrompt(tokens: 150, answer: 9, seed: 3)

    @Test("has the same bytes in memory, on disk, and whatever it held before")
    func places() throws {
        let model = try ToyModel().load(threads: 2)
        let directory = try TemporaryDirectory()
        let fresh = try Self.prompt.snapshot(model)
        let count = fresh.arena.count
        let spilled = try Buffer<UInt8>(count: count, spilledTo: directory.path)[0..<count]
        let used = try Buffer<UInt8>(count: count)[0..<count]
        used.fill(0xff)
        for arena in [spilled, used] {
            let snapshot = try model.transformer.prefill(
                Self.prompt.tokens, columnSums: true, into: arena)
            #expect(snapshot.arena.array == fresh.arena.array)
            #expect(snapshot.lastLogits.array == fresh.lastLogits.array)
            for (a, b) in zip(snapshot.layers, fresh.layers) {
                #expect(a.keys.array == b.keys.array && a.values.array == b.values.array)
                #expect(a.queries.array == b.queries.array)
                #expect(a.columnSums.array == b.columnSums.array)
            }
        }
        #expect(fresh.arena.array.contains { $0 != 0 })
    }

    @Test("read again, it is the same snapshot and the same reference")
    func readAgain() throws {
        let model = try ToyModel().load()
        let fresh = try Self.prompt.snapshot(model)
        let layout = SnapshotLayout(model.shape, tokens: 150, columnSums: true)
        let again = PrefillSnapshot(
            tokens: fresh.tokens, layout: layout, arena: try .of(fresh.arena.array))
        let plan = try UniformPlan.plan("tokens=40,key-bits=4,value-bits=4", for: model)
        let outputs = try [fresh, again].map { snapshot in
            let cache = try Self.prompt.cache(snapshot, model, under: plan, newTokens: 20)
            return try model.transformer.generate(
                [snapshot], caches: [cache], maxNewTokens: 20, stops: [])[0]
        }
        #expect(outputs[0] == outputs[1])
        let reference = try model.transformer.reference(fresh, answer: Self.prompt.answer)
        let dirty = try Buffer<UInt8>(count: reference.arena.count)[0..<reference.arena.count]
        dirty.fill(0xff)
        let other = try model.transformer.reference(
            again, answer: Self.prompt.answer, into: dirty)
        #expect(other.arena.array == reference.arena.array)
        let read = AnswerReference(
            layout: ReferenceLayout(model.shape, tokens: 8), arena: other.arena)
        #expect(read.logSums == reference.logSums && read.tokens == 8)
        #expect(read.layers.map(\.meanSquaredNorm) == reference.layers.map(\.meanSquaredNorm))
    }
}
