/// Names and values in two columns, for the terminal.
struct FactTable {
    private var rows: [(name: String, value: String)] = []

    /// Adds a row; rows after the first of a name leave it out.
    mutating func add(_ name: String, _ values: String...) { add(name, values) }

    /// Adds a row for each value, none where there is no value.
    mutating func add(_ name: String, _ values: [String]) {
        for (index, value) in values.enumerated() {
            rows.append((index == 0 ? name : "", value))
        }
    }

    /// The rows, indented.
    var lines: [String] {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            let gap = String(repeating: " ", count: width - row.name.count)
            return "  \(row.name)\(gap)  \(row.value)"
        }
    }
}
