import Testing
import Tuner

@Suite("Race")
struct RaceTests {
    @Test("there is none with few samples, and its stages double up to all of them")
    func stages() {
        #expect(Race.stages(samples: 8) == [8])
        #expect(Race.stages(samples: 39) == [39])
        #expect(Race.stages(samples: 40) == [8, 16, 32, 40])
        #expect(Race.stages(samples: 64) == [8, 16, 32, 64])
        #expect(Race.stages(samples: 200) == [8, 16, 32, 64, 128, 200])
    }

    /// Whether a challenger with a mean difference is dropped at some stage of 64 samples.
    private static func isDropped(
        by difference: Double, _ generator: inout SeededGenerator
    ) -> Bool {
        var losses: [Double] = []
        var best: [Double] = []
        for stage in Race.stages(samples: 64) {
            while losses.count < stage {
                let common = generator.normal()
                best.append(common)
                losses.append(common + difference + generator.normal())
            }
            if stage < 64, Race.isLost(losses, against: best) { return true }
        }
        return false
    }

    @Test("keeps a challenger that is better, or as good, in all but a few races")
    func keepsBetter() {
        var generator = SeededGenerator(seed: 3)
        let equal = (0..<4000).count { _ in Self.isDropped(by: 0, &generator) }
        let better = (0..<4000).count { _ in Self.isDropped(by: -0.2, &generator) }
        #expect(equal < 200, "alpha is 0.05")
        #expect(better < equal / 2)
    }

    @Test("drops one that is much worse in most races")
    func dropsWorse() {
        var generator = SeededGenerator(seed: 4)
        let worse = (0..<1000).count { _ in Self.isDropped(by: 1.5, &generator) }
        #expect(worse > 950)
    }

    @Test("one that could not be run is lost")
    func infinite() {
        #expect(Race.isLost([.infinity, 0], against: [0, 0]))
    }
}
