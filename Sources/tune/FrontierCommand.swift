internal import ArgumentParser
internal import Engine
internal import Tuner

/// `tune frontier`: what every budget buys, from what a study has measured.
struct FrontierCommand: ParsableCommand {
    /// Budgets that are shown where none is named.
    private static let shownBudgets = 12

    static let configuration = CommandConfiguration(
        commandName: "frontier",
        abstract: "Show quality against bytes for every budget a study can answer.",
        discussion: """
            Predicted: the loss, on the search's tasks, of the plan that the study's local errors and \
            trials make best within the bytes; nothing is run. Measured: the best plan within the \
            bytes that a search has run. The price is what the next MiB would save.

            EXAMPLES:
              tune frontier --study model_4MiB.study
              tune frontier --study model_4MiB.study --budget 2MiB --budget 3MiB --json
              # Have a budget's plan measured and written, in three evaluations at most.
              tune --study model_4MiB.study --budget 3MiB --output profile.json
            """)

    @Option(help: ArgumentHelp("The study of a search.", valueName: "file"))
    var study: String

    @Option(
        name: .customLong("budget"),
        help: ArgumentHelp(
            "Bytes of one sequence; may be given again (default: 12 between all and little).",
            valueName: "size"))
    var budgets: [String] = []

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        try check()
        let front = try StudyFront(Study(existing: study))
        let points = try front.points(budgets: budgetBytes() ?? front.budgets(Self.shownBudgets))
        let report = FrontierReport(front, points)
        try Output.results.writeLine(
            global.json ? report.json.line : report.lines.joined(separator: "\n"))
    }

    /// The budgets, checked, from few bytes to many; nil where none is named.
    func budgetBytes() throws(ArgumentError) -> [Int]? {
        var bytes: [Int] = []
        for budget in budgets {
            bytes.append(try ArgumentChecks.bytes(budget, of: "--budget").rawValue)
        }
        return bytes.isEmpty ? nil : bytes.sorted()
    }

    private func check() throws(ArgumentError) {
        try global.check()
        try ArgumentChecks.path(study, of: "--study")
        _ = try budgetBytes()
    }
}
