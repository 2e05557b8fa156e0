internal import ArgumentParser
internal import Engine
internal import Foundation

/// What is printed about an error and how the process then ends.
struct ErrorReport {
    private let text: String
    private let stream: Output
    private let status: Int32

    /// Tells the user's errors, the argument parser's and everything else apart.
    init(_ error: any Error) {
        switch error {
        case let error as any UserError:
            self.init(message: error.description, hint: error.hint, status: error.exitStatus)
        case let error as StoppedBySignal:
            self.init(text: "\(error)\n", stream: .messages, status: error.exitCode)
        default:
            self.init(fromParser: error)
        }
    }

    /// Prints and ends the process; output that cannot be written turns success into failure.
    func exit() -> Never {
        do {
            try stream.write(text)
        } catch {
            // Nothing can be said on a closed standard error; the status still tells.
            try? Output.messages.write("error: \(error)\n")
            Foundation.exit(status == 0 ? ExitStatus.failure.rawValue : status)
        }
        Foundation.exit(status)
    }

    private init(text: String, stream: Output, status: Int32) {
        self.text = text
        self.stream = stream
        self.status = status
    }

    private init(message: String, hint: String?, status: ExitStatus) {
        let hintLine = hint.map { "hint: \($0)\n" } ?? ""
        self.init(
            text: "error: \(message)\n" + hintLine, stream: .messages, status: status.rawValue)
    }

    /// Help and versions go to standard output with status 0, refused arguments are status 2.
    private init(fromParser error: any Error) {
        let code = Tune.exitCode(for: error)
        if code == .success {
            let help = Tune.fullMessage(for: error) + "\n"
            self.init(text: help, stream: .results, status: ExitStatus.success.rawValue)
        } else if code == .validationFailure {
            let full = Tune.fullMessage(for: error)
            self.init(
                message: Tune.message(for: error), hint: Self.seeHelp(full), status: .badArgument)
        } else {
            self.init(message: "\(error)", hint: nil, status: .failure)
        }
    }

    /// Turns the parser's last line, `See 'tune run --help' for more information.`, into a hint.
    private static func seeHelp(_ fullMessage: String) -> String {
        let quoted = fullMessage.split(separator: "'")
        let command = quoted.last { $0.hasPrefix("tune") && $0.hasSuffix("--help") }
        return "`\(command ?? "tune --help")` explains every argument"
    }
}
