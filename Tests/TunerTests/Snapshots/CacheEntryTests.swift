import Engine
import TestSupport
import Testing
import Tuner

@Suite("Cache entry")
struct CacheEntryTests {
    private static func entry(
        _ tokens: [Int] = [1, 2, 3], columnSums: Bool = false, modelHash: String = "ab",
        shape: ModelShape = ToyProfile.shape
    ) -> CacheEntry {
        CacheEntry(
            snapshotOf: tokens,
            layout: SnapshotLayout(shape, tokens: tokens.count, columnSums: columnSums),
            modelHash: modelHash)
    }

    private static func reference(_ answer: [Int], after entry: CacheEntry) -> CacheEntry {
        CacheEntry(
            referenceOf: answer, after: entry,
            layout: ReferenceLayout(ToyProfile.shape, tokens: answer.count - 1))
    }

    @Test("the same question has the same name, every other question another one")
    func names() {
        let entry = Self.entry()
        #expect(entry == Self.entry())
        let others = [
            entry, Self.entry([1, 2, 4]), Self.entry([1, 2]), Self.entry([1, 2, 3, 0]),
            Self.entry([3, 2, 1]), Self.entry(columnSums: true), Self.entry(modelHash: "ac"),
            Self.reference([1, 2, 3], after: entry), Self.reference([1, 2], after: entry),
            Self.reference([1, 2, 3], after: Self.entry([1, 2])),
        ]
        #expect(Set(others.map(\.fileName)).count == others.count)
    }

    @Test("a name is 64 digits and what is kept")
    func form() {
        let parts = Self.entry().fileName.split(separator: ".")
        #expect(parts.count == 2 && parts[0].count == 64 && parts[1] == "snapshot")
        #expect(Self.reference([1, 2], after: Self.entry()).fileName.hasSuffix(".reference"))
    }
}
