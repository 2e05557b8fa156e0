import Testing
import Tuner

@Suite("Calibration split")
struct CalibrationSplitTests {
    /// Items whose hashes are drawn by a seed; every `copies` neighbours share one.
    private func items(
        _ count: Int, seed: UInt64 = 1, copies: Int = 1, metrics: [TaskMetric] = [.stringMatch],
        tokens: [Int] = [1000]
    ) -> [SplitItem] {
        (0..<count).map { index in
            var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index / copies))
            return SplitItem(
                index: index, contentHash: String(generator.next(), radix: 16),
                metric: metrics[index % metrics.count], tokens: tokens[index % tokens.count])
        }
    }

    @Test(
        "parts are 60 : 20 : 20, without a select part below 60, with 8 to search",
        arguments: [
            (0, 0, 0, 0), (1, 1, 0, 0), (8, 8, 0, 0), (9, 8, 0, 1), (10, 8, 0, 2), (20, 12, 0, 8),
            (24, 14, 0, 10), (59, 35, 0, 24), (60, 36, 12, 12), (100, 60, 20, 20),
        ])
    func sizes(count: Int, search: Int, select: Int, certify: Int) {
        let split = CalibrationSplit(items(count))
        #expect(split.search.count == search)
        #expect(split.select.count == select)
        #expect(split.certify.count == certify)
    }

    @Test("parts are disjoint and complete", arguments: [5, 23, 60, 143], [1, 3])
    func disjointAndComplete(count: Int, copies: Int) {
        for seed in 0..<50 as Range<UInt64> {
            let split = CalibrationSplit(
                items(
                    count, seed: seed, copies: copies, metrics: [.f1, .stringMatch],
                    tokens: [100, 1000, 5000]))
            #expect(
                (split.search + split.select + split.certify).sorted() == Array(0..<count))
        }
    }

    @Test("the order of the samples does not matter", arguments: [9, 40, 100])
    func orderIndependence(count: Int) {
        let items = items(count, copies: 2, metrics: [.f1, .rougeL], tokens: [10, 700, 1500])
        let split = CalibrationSplit(items)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            #expect(CalibrationSplit(items.shuffled(using: &generator)) == split)
        }
    }

    @Test(
        "equal content stays together, with other metrics and lengths too", arguments: [2, 5, 30])
    func equalContent(copies: Int) {
        for seed in 0..<30 as Range<UInt64> {
            let items = items(
                90, seed: seed, copies: copies, metrics: [.f1, .stringMatch], tokens: [500, 600])
            let split = CalibrationSplit(items)
            for part in [split.search, split.select, split.certify] {
                let hashes = Set(part.map { items[$0].contentHash })
                let members = items.filter { hashes.contains($0.contentHash) }.map(\.index)
                #expect(members == part)
            }
        }
    }

    @Test("every stratum of ten is split six to four")
    func strata() {
        let items = items(40, metrics: [.f1, .stringMatch], tokens: [1000, 1000, 2000, 2000])
        let split = CalibrationSplit(items)
        for residue in 0..<4 {
            #expect(split.search.count { $0 % 4 == residue } == 6)
            #expect(split.certify.count { $0 % 4 == residue } == 4)
        }
    }

    @Test("a length class goes from a power of two to below the next")
    func lengthClasses() {
        let items = items(40, tokens: [1024, 2047, 2048, 4095])
        let split = CalibrationSplit(items)
        #expect(split.search.count { $0 % 4 < 2 } == 12)
        #expect(split.search.count { $0 % 4 >= 2 } == 12)
    }

    @Test("the search takes the smallest hashes")
    func hashOrder() {
        let items = items(50)
        let byHash = items.sorted { $0.contentHash < $1.contentHash }.map(\.index)
        #expect(CalibrationSplit(items).search == byHash.prefix(30).sorted())
    }
}
