internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune inspect`: what a model, a profile or a study holds, after every check.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Check a model, a profile or a study and say what it holds.",
        discussion: """
            A file that fails a check ends with status 3 and the place of what is wrong.

            EXAMPLES:
              tune inspect model.gguf
              tune inspect profile.json --json
              tune inspect profile.study
            """)

    @Argument(help: ArgumentHelp("A GGUF model, a profile or a study.", valueName: "file"))
    var file: String

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        try inspect()
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try ArgumentChecks.path(file, of: "FILE")
    }
}

extension InspectCommand {
    private func inspect() throws {
        switch try FileKind(of: file) {
        case .model:
            let model = try InspectedModel(path: file)
            try report(model.json, lines: model.lines)
        case .profile:
            let profile = try InspectedProfile(path: file)
            try report(profile.json, lines: profile.lines)
        case .study:
            let study = try InspectedStudy(path: file)
            try report(study.json, lines: study.lines)
        }
    }

    private func report(_ json: JSONEncoding, lines: [String]) throws {
        try Output.results.writeLine(global.json ? json.line : lines.joined(separator: "\n"))
    }
}
