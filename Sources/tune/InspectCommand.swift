internal import ArgumentParser
internal import Engine

/// `tune inspect`: what a model or a profile holds, after every check.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Check a model or a profile and say what it holds.",
        discussion: """
            A file that fails a check ends with status 3 and the place of what is wrong.

            EXAMPLES:
              tune inspect model.gguf
              tune inspect profile.json --json
            """)

    @Argument(help: ArgumentHelp("A GGUF model or a profile.", valueName: "file"))
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
        throw NotBuiltIn(command: "inspect")
    }
}
