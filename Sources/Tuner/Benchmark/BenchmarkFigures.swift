internal import Engine

/// What a section of a benchmark found.
protocol BenchmarkFigures: Sendable {
    /// Its fields of `--json`.
    var fields: [String: JSONEncoding] { get }

    /// Adds its rows to the table for people.
    func add(to table: inout FactTable)
}
