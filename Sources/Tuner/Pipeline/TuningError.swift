package import Engine

/// Why a run gave no profile.
package enum TuningError: UserError, Equatable {
    /// It was stopped before it had measured a candidate.
    case nothingMeasured

    package var description: String {
        "found no measured candidate when the search ended, expected at least one"
    }

    package var hint: String? { "give it more --trials or more --time" }

    package var exitStatus: ExitStatus { .failure }
}
