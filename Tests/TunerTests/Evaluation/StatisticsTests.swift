import Testing
import Tuner

@Suite("Statistics")
struct StatisticsTests {
    @Test("the sum of many numbers is right and does not depend on the run")
    func sum() {
        #expect(Statistics.sum([]) == 0)
        #expect(Statistics.sum((1...1000).map(Double.init)) == 500_500)
        #expect(Statistics.mean([1, 2, 6]) == 3)
    }

    @Test(
        "quantiles lie between the numbers around them",
        arguments: [(0.0, 1.0), (0.5, 3.0), (0.9, 4.6), (0.25, 2.0), (1.0, 5.0)])
    func quantile(fraction: Double, expected: Double) {
        #expect(abs(Statistics.quantile(fraction, of: [5, 1, 4, 2, 3]) - expected) < 1e-12)
        #expect(Statistics.quantile(fraction, of: [7]) == 7)
    }

    @Test("equal numbers share the mean of their ranks")
    func ranks() {
        #expect(Statistics.ranks(of: [10, 30, 20, 30]) == [1, 3.5, 2, 3.5])
    }

    @Test("rank correlation depends on the order alone")
    func spearman() throws {
        #expect(Statistics.spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == 1)
        #expect(Statistics.spearman([1, 2, 3, 4], [4, 3, 2, 0]) == -1)
        // 1 - 6 * sum d^2 / (n (n^2 - 1)) with d = 1, -1, 0, 1, -1.
        let known = try #require(Statistics.spearman([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]))
        #expect(abs(known - 0.8) < 1e-12)
        let tied = try #require(Statistics.spearman([1, 2, 2, 3], [1, 3, 2, 4]))
        #expect(abs(tied - 4.5 / (4.5 * 5).squareRoot()) < 1e-12)
    }

    @Test("where nothing can be ranked there is no correlation")
    func noCorrelation() {
        #expect(Statistics.spearman([1], [2]) == nil)
        #expect(Statistics.spearman([1, 2, 3], [5, 5, 5]) == nil)
    }
}
