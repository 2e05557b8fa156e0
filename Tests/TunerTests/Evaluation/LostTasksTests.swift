import Testing
import Tuner

@Suite("Lost tasks")
struct LostTasksTests {
    @Test("are those that score lower than with the full cache")
    func count() {
        #expect(LostTasks(of: [1, 0, 0.4, 0.6], against: [1, 1, 0.5, 0.5]).lost == 2)
    }

    /// Quantiles of the beta distribution as SciPy gives them: `beta.ppf(0.9, lost + 1, count - lost)`.
    @Test(
        "their share's limit is Clopper and Pearson's",
        arguments: [
            (0, 24, 0.09148242434831322), (1, 24, 0.15262004142052846),
            (3, 208, 0.03183579052535608), (10, 208, 0.07310577556466763),
            (23, 24, 0.995619600573082), (0, 113, 0.02017065401397326),
        ])
    func limit(lost: Int, count: Int, expected: Double) {
        #expect(abs(LostTasks(lost: lost, of: count).limit - expected) < 1e-6)
    }

    @Test("all of them lost leave no limit")
    func all() {
        #expect(LostTasks(lost: 3, of: 3).limit == 1)
    }

    @Test("114 tasks without a lost one are what two per cent take, 113 are too few")
    func needed() {
        #expect(LostTasks.needed == 114)
        #expect(LostTasks(lost: 0, of: 114).limit < LostTasks.tolerated)
        #expect(LostTasks(lost: 0, of: 113).limit > LostTasks.tolerated)
        #expect(!LostTasks(lost: 0, of: 114).text.contains("certifiable"))
        #expect(
            LostTasks(lost: 0, of: 24).text.contains("not certifiable with n = 24, it takes 114"))
    }
}
