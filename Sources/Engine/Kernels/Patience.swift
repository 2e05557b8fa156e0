/// Whether a helper spins before it sleeps, as its last waits advise.
///
/// Where other programs want the cores, a helper that spins may keep the very thread that it waits
/// for from running; then most waits are in vain, and it must sleep at once for a while, longer each
/// time that this happens again. On a quiet machine a wait in vain is rare, as after each token.
struct Patience {
    private static let shortestRest = 128
    private static let longestRest = 1 << 14
    /// What one wait in vain counts, in waits that were not.
    private static let cost = 8
    private static let limit = 64

    private var debt = 0
    private var rest = 0
    private var nextRest = shortestRest

    /// How long to spin at the next wait; nil if not at all.
    mutating func nextWait() -> SpinBudget? {
        guard rest > 0 else { return SpinBudget() }
        rest -= 1
        return nil
    }

    /// Learns how a wait with spinning ended.
    mutating func note(inVain: Bool) {
        debt = inVain ? debt + Self.cost : max(0, debt - 1)
        if debt == 0 { nextRest = Self.shortestRest }
        guard debt >= Self.limit else { return }
        rest = nextRest
        nextRest = min(2 * nextRest, Self.longestRest)
        // One more wait in vain is enough for another rest.
        debt = Self.limit - Self.cost
    }
}
