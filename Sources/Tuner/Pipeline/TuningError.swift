package import Engine

/// Why a run gave no profile.
package enum TuningError: UserError, Equatable {
    /// It was stopped before it had measured a candidate.
    case nothingMeasured
    /// The fewest bytes are looked for without a study to look in.
    case needsStudy

    package var description: String {
        switch self {
        case .nothingMeasured:
            "found no measured candidate when the search ended, expected at least one"
        case .needsStudy: "found no study, expected one to look for the fewest bytes in"
        }
    }

    package var hint: String? { "give it more --trials or more --time" }

    package var exitStatus: ExitStatus { .failure }
}
