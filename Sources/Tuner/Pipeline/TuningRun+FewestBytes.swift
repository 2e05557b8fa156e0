internal import Engine
internal import Foundation

/// The inverse question: the fewest bytes that reach a quality (SEARCH P8).
extension TuningRun {
    /// The share of the full cache that is searched first where a study has searched nothing yet.
    private static let firstShare = 12
    /// Budgets that are tried before the search at the smallest one that reached, and after it.
    private static let tries = (before: 8, after: 5)

    /// Whether a plan reaches the goal on the search's samples.
    private struct Test {
        let goal: TuningGoal
        let fullScore: Double
        let maxNewTokens: Int

        func isReached(by trial: Trial, _ evaluator: inout Evaluator) throws -> Bool {
            switch goal {
            case .budget: return true
            case .maxLoss(let loss): return trial.loss <= loss
            case .maxDrop(let share):
                let scores = try evaluator.scores(of: trial.plan, maxNewTokens: maxNewTokens)
                return Statistics.mean(scores) >= (1 - share) * fullScore
            }
        }
    }

    /// Where the fewest bytes lie: above what failed, at most at what reached the goal.
    private struct Bracket {
        var failed: Int
        var reached: Int
        var best: Trial?

        mutating func lower(to trial: Trial) {
            guard trial.bytes < reached else { return }
            best = trial
            reached = trial.bytes
        }
    }

    /// Searches for the fewest bytes: brackets them by what a study predicts, searches at the smallest
    /// budget that reached the goal, and brackets once more below it.
    func fewestBytes(_ evaluator: Evaluator, _ study: Study) throws -> Found {
        var evaluator = evaluator
        let (full, smallest) = (fullBytes.rawValue, try smallestBytes().rawValue)
        let half = max(1, (request.trials ?? TuningRequest.defaultTrials) / 2)
        let first = max(full / Self.firstShare, smallest)
        var search = try searched(evaluator, .search, within: first, trials: half, study)
        let test = try Test(
            goal: request.goal, fullScore: fullScore(&evaluator),
            maxNewTokens: budget.maxNewTokens)
        var bracket = Bracket(failed: smallest - 1, reached: full)
        if case .maxLoss(let loss) = request.goal {
            for trial in search.trials where trial.loss <= loss { bracket.lower(to: trial) }
        }
        var searches = [question(.search, ByteCount(first * request.concurrency))]
        try narrow(&bracket, Self.tries.before, test, &evaluator, study, searches)
        if let reached = bracket.best, !monitor.shouldStop() {
            search = try searched(
                evaluator, .search, within: reached.bytes, trials: half, study)
            if let best = search.best, try test.isReached(by: best, &evaluator) {
                bracket.lower(to: best)
            }
            searches.append(question(.search, ByteCount(reached.bytes * request.concurrency)))
            bracket.failed = max(smallest - 1, bracket.reached / 2)
            try narrow(&bracket, Self.tries.after, test, &evaluator, study, searches)
        }
        guard let winner = bracket.best else { return try keepingAll() }
        return Found(
            winner: winner.plan, search, bytes: ByteCount(winner.bytes * budget.concurrency))
    }

    /// Halves the bracket, on a logarithmic scale, by measuring what some searches predict.
    private func narrow(
        _ bracket: inout Bracket, _ tries: Int, _ test: Test, _ evaluator: inout Evaluator,
        _ study: Study, _ searches: [StudyQuestion]
    ) throws {
        let front = try StudyFront(study, after: searches)
        for _ in 0..<tries where bracket.reached - bracket.failed > bracket.reached / 100 {
            if monitor.shouldStop() { break }
            let bytes = Int(sqrt(Double(bracket.failed) * Double(bracket.reached)))
            var search = try planSearch(evaluator, .answer, within: bytes, trials: 1, study)
            if let trial = try search.measurePrediction(of: front),
                try test.isReached(by: trial, &evaluator)
            {
                bracket.lower(to: trial)
            } else {
                bracket.failed = bytes
            }
        }
    }

    private func fullScore(_ evaluator: inout Evaluator) throws -> Double {
        guard case .maxDrop = request.goal else { return 0 }
        return Statistics.mean(try evaluator.fullScores(maxNewTokens: budget.maxNewTokens))
    }
}
