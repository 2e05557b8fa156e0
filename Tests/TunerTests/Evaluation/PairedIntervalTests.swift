import Testing
import Tuner

@Suite("Paired interval")
struct PairedIntervalTests {
    @Test("a constant difference has an interval without width")
    func constant() {
        let interval = PairedInterval(of: [3, 4, 5], minus: [1, 2, 3], seed: 1)
        #expect(interval.mean == 2)
        #expect(interval.low == 2)
        #expect(interval.high == 2)
        #expect(interval.sampleCount == 3)
    }

    @Test(
        "the interval is close to that of the binomial distribution it resamples", arguments: 1...5)
    func binomial(seed: Int) {
        // 25 of 100 differences are 1: means are Binomial(100, 0.25) / 100, whose 2.5 % and 97.5 %
        // quantiles are 0.17 and 0.34; the 10,000 draws can be off by a step.
        let differences = (0..<100).map { $0 % 4 == 0 ? 1.0 : 0 }
        let interval = PairedInterval(differences: differences, seed: UInt64(seed))
        #expect(interval.mean == 0.25)
        #expect(abs(interval.low - 0.17) <= 0.0101)
        #expect(abs(interval.high - 0.34) <= 0.0101)
    }

    @Test("pairing removes what samples have in common")
    func pairing() {
        let hardness = (0..<40).map { Double($0 * 37 % 40) }
        let better = hardness.enumerated().map { $1 - 0.5 - ($0 % 2 == 0 ? 0.1 : 0) }
        let interval = PairedInterval(of: better, minus: hardness, seed: 9)
        #expect(abs(interval.mean + 0.55) < 1e-12)
        #expect(interval.high < -0.5)
        #expect(interval.low > -0.6)
    }

    @Test("the same seed gives the same bits, another seed other draws")
    func seeded() {
        let differences = (0..<31).map { Double($0 * $0 % 17) / 7 }
        let first = PairedInterval(differences: differences, seed: 4)
        #expect(first == PairedInterval(differences: differences, seed: 4))
        #expect(first != PairedInterval(differences: differences, seed: 5))
    }
}
