import Testing
import Tuner

@Suite("Seeded generator")
struct SeededGeneratorTests {
    @Test("the sequence of a seed never changes")
    func knownSequence() {
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test("every number below a bound comes up about as often", arguments: [1, 2, 3, 7, 10])
    func unbiased(bound: Int) {
        var generator = SeededGenerator(seed: 11)
        var counts = Array(repeating: 0, count: bound)
        let draws = 20_000
        for _ in 0..<draws { counts[generator.int(below: bound)] += 1 }
        let expected = Double(draws) / Double(bound)
        for count in counts {
            #expect(abs(Double(count) - expected) <= 5 * expected.squareRoot())
        }
    }

    @Test("bounds above half of all numbers are drawn without favour")
    func largeBound() {
        var generator = SeededGenerator(seed: 3)
        let bound = Int.max / 4 * 3
        let low = (0..<4000).count { _ in generator.int(below: bound) < bound / 2 }
        #expect(abs(low - 2000) < 200)
    }

    @Test("proposals of other generations, ordinals or seeds draw other numbers")
    func streams() {
        var seen: Set<UInt64> = []
        for seed in 0..<8 as Range<UInt64> {
            for generation in 0..<8 {
                for ordinal in 0..<8 {
                    var generator = SeededGenerator(
                        seed: seed, generation: generation, ordinal: ordinal)
                    seen.insert(generator.next())
                }
            }
        }
        #expect(seen.count == 512)
    }

    @Test("a shuffle keeps every element and reaches every order")
    func shuffle() {
        var generator = SeededGenerator(seed: 5)
        var orders: [[Int]: Int] = [:]
        for _ in 0..<6000 {
            var elements = [0, 1, 2]
            generator.shuffle(&elements)
            orders[elements, default: 0] += 1
        }
        #expect(orders.count == 6)
        #expect(orders.values.allSatisfy { abs($0 - 1000) < 160 })
    }
}
