package import Engine

/// Why the tasks of a file cannot be measured.
package enum TaskSelectionError: UserError, Equatable {
    /// A context beyond what the model was trained for.
    case contextBeyondModel(Int, trained: Int)
    /// A task that cannot be measured, where none may be left out.
    case refused(path: String, line: Int, reason: String)
    /// No task can be measured.
    case nothingLeft(path: String, skipped: Int, first: String)

    package var description: String {
        switch self {
        case .contextBeyondModel(let context, let trained):
            "found --context \(context), expected at most the \(trained) tokens that the model was"
                + " trained for"
        case .refused(let path, let line, let reason):
            "\(path):\(line):1: found a task that cannot be measured: \(reason)"
        case .nothingLeft(let path, let skipped, let first):
            "\(path): found no task that can be measured (\(skipped) left out; the first because"
                + " \(first)), expected at least one"
        }
    }

    package var hint: String? {
        switch self {
        case .contextBeyondModel: nil
        case .refused: "leave --strict out to skip such tasks"
        case .nothingLeft: "shorten the prompts or raise --context"
        }
    }

    package var exitStatus: ExitStatus {
        if case .contextBeyondModel = self { .badArgument } else { .badFile }
    }
}
