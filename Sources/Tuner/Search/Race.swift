internal import Foundation

/// Whether a candidate can be dropped before it has met all samples (SEARCH P5).
///
/// Compared is sample by sample with the best plan so far. The bound holds at every number of samples at
/// once: an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas,
/// arXiv 2103.06476, one-sided).
package enum Race {
    /// Samples below which there is no race: it would cost more than it saves.
    package static let fewestSamples = 40
    /// Chance that a candidate which is not worse is dropped.
    private static let alpha = 0.05
    /// Number of samples at which the bound is tightest.
    private static let tightest = 16.0

    /// Samples that candidates have met at each stage of a race, from 8 on doubled up to all.
    package static func stages(samples count: Int) -> [Int] {
        guard count >= fewestSamples else { return [count] }
        var stages = [8]
        while stages[stages.count - 1] * 4 <= count * 3 {
            stages.append(stages[stages.count - 1] * 2)
        }
        return stages.filter { $0 < count } + [count]
    }

    /// Whether the candidate's mean loss is above the other one's.
    package static func isLost(_ losses: [Double], against best: [Double]) -> Bool {
        let differences = zip(losses, best).map { $0 - $1 }
        guard differences.allSatisfy(\.isFinite) else { return true }
        return lowerBound(differences) > 0
    }

    /// What the mean of all differences is above, whenever it is asked.
    package static func lowerBound(_ differences: [Double]) -> Double {
        let count = Double(differences.count)
        let mean = Statistics.mean(differences)
        let deviation = Statistics.variance(differences).squareRoot()
        let logs = -2 * log(alpha)
        let rho = (logs + log(logs + 1)) / tightest
        let spread = count * rho + 1
        let width = 2 * spread / (count * count * rho) * log(1 + spread.squareRoot() / (2 * alpha))
        return mean - deviation * width.squareRoot()
    }
}
