import Testing
import Tuner

@Suite("Layer split")
struct LayerSplitTests {
    @Test(
        "a pyramid sums to the mean times the layers and never rises",
        arguments: [(100, 30), (7, 5), (1, 12), (193, 24), (0, 3), (5, 1)])
    func pyramid(mean: Int, layers: Int) {
        let counts = LayerSplit.pyramid(mean: mean, layers: layers, beta: 20)
        #expect(counts.count == layers)
        #expect(counts.reduce(0, +) == mean * layers)
        #expect(counts.allSatisfy { $0 >= 0 })
        // What rounding leaves goes to the first layers, so that only ties can break the order.
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 - 1 })
    }

    @Test("a pyramid of 100 tokens with beta 20 runs from 195 down to 5")
    func ends() {
        // 2c - c / beta = 195 and c / beta = 5; three layers: 195, 100, 5.
        #expect(LayerSplit.pyramid(mean: 100, layers: 3, beta: 20) == [195, 100, 5])
        // Four layers: 195, 131.67, 68.33, 5 rounded down leave one token for layer 0.
        #expect(LayerSplit.pyramid(mean: 100, layers: 4, beta: 20) == [196, 131, 68, 5])
    }
}
