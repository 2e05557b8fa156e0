internal import Foundation

/// Tasks that score lower under a plan than with the full cache, and how large their share may be (SEARCH P7).
package struct LostTasks: Sendable, Hashable {
    /// Chance that a limit holds.
    package static let confidence = 0.9
    /// Share of lost tasks that counts as none.
    package static let tolerated = 0.02

    /// Tasks that score lower.
    package let lost: Int
    /// Tasks that were compared, 1 or more.
    package let count: Int

    /// Counts the tasks of two measurements of the same samples.
    package init(of candidate: [Double], against full: [Double]) {
        precondition(candidate.count == full.count)
        self.init(lost: zip(candidate, full).count { $0 < $1 }, of: candidate.count)
    }

    /// States a count.
    package init(lost: Int, of count: Int) {
        precondition(count > 0 && (0...count).contains(lost))
        self.lost = lost
        self.count = count
    }

    /// Tasks that it takes, none of them lost, until the limit is the tolerated share.
    package static let needed = Int((log(1 - confidence) / log(1 - tolerated)).rounded(.up))

    /// The share of such tasks that is lost is at most this (Clopper and Pearson's one-sided limit).
    package var limit: Double {
        guard lost < count else { return 1 }
        var (low, high) = (0.0, 1.0)
        while high - low > 1e-9 {
            let middle = (low + high) / 2
            if chanceOfSoFew(share: middle) > 1 - Self.confidence {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// What people read.
    package var text: String {
        func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
        let (tolerated, confidence) = (Self.tolerated * 100, Self.confidence * 100)
        var text =
            "\(lost) of \(count) tasks \(lost == 1 ? "scores" : "score") lower than with the full cache: with"
            + String(format: " %.0f %% confidence", confidence)
            + " at most \(percent(limit)) of such tasks do"
        if count < Self.needed {
            text += String(
                format: " (%.0f %% is not certifiable with n = %d, it takes %d)", tolerated, count,
                Self.needed)
        }
        return text + "."
    }

    /// Chance of at most so many lost tasks where each is lost with some chance.
    private func chanceOfSoFew(share: Double) -> Double {
        (0...lost).reduce(0) { sum, k in
            let ways =
                lgamma(Double(count + 1)) - lgamma(Double(k + 1)) - lgamma(Double(count - k + 1))
            return sum + exp(ways + Double(k) * log(share) + Double(count - k) * log1p(-share))
        }
    }
}
