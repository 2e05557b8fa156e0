/// Why a search ended.
package enum StopReason: String, Sendable, Hashable {
    /// All evaluations are spent.
    case trials
    /// The time is over, or a signal came.
    case time
    /// Three proposals in a row promised less than one per cent.
    case littleToGain = "little-to-gain"
    /// The best plan is as near to the best there may be as its samples can tell.
    case withinNoise = "within-noise"
    /// There is nothing new to propose.
    case exhausted

    /// What people read.
    package var text: String {
        switch self {
        case .trials: "all evaluations are spent"
        case .time: "it was told to stop"
        case .littleToGain: "three proposals in a row promised less than 1 %"
        case .withinNoise: "what may be left to gain is less than the samples can tell"
        case .exhausted: "there was nothing new to propose"
        }
    }
}
