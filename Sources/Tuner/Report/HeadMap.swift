/// A map for the terminal of what each key-value head of each layer keeps; needs no colour.
///
/// The longer side runs across, so 30 layers of 3 heads are 3 rows; what is wider than the screen
/// goes on below.
package struct HeadMap: Sendable {
    /// Least share that a character stands for, from the largest.
    private static let levels: [(share: Double, character: Character, name: String)] = [
        (1.0 / 2, "█", "1/2 or more"), (1.0 / 4, "▓", "1/4"), (1.0 / 8, "▒", "1/8"),
        (1.0 / 16, "░", "1/16"), (1.0 / 32, ":", "1/32"),
    ]

    private let shares: [[Double]]
    private let quantity: String

    /// Creates a map.
    ///
    /// - Parameters:
    ///   - shares: What is kept, from 0 to 1, `[layer][head]`; layers may have different heads.
    ///   - quantity: What the shares are of: `bytes` or `tokens`.
    package init(shares: [[Double]], quantity: String) {
        precondition(shares.allSatisfy { $0.allSatisfy { $0 >= 0 } }, "a negative share")
        self.shares = shares
        self.quantity = quantity
    }

    /// The map's lines, the ruler first and the legend last, none of them longer than `width`.
    ///
    /// - Parameter width: Characters of a line, 40 or more.
    package func lines(width: Int = 100) -> [String] {
        precondition(width >= 40, "a map of \(width) columns")
        let heads = shares.map(\.count).max() ?? 0
        guard heads > 0 else { return ["no heads"] }
        let layersAcross = heads <= shares.count
        let (across, down) = layersAcross ? (shares.count, heads) : (heads, shares.count)
        let (acrossName, downName) = layersAcross ? ("layer", "head") : ("head", "layer")
        let labelWidth = max(acrossName.count, downName.count + 1 + String(down - 1).count) + 1
        let room = width - labelWidth
        // Two characters a head are easier to see than one.
        let cell = 2 * across <= room ? 2 : 1
        var lines: [String] = []
        for start in stride(from: 0, to: across, by: room / cell) {
            let columns = start..<min(start + room / cell, across)
            lines.append(
                Self.padded(acrossName, to: labelWidth)
                    + Self.ruler(columns, cell: cell, room: room))
            for row in 0..<down {
                let cells = columns.map { column in
                    let (layer, head) = layersAcross ? (column, row) : (row, column)
                    return String(repeating: character(layer: layer, head: head), count: cell)
                }
                let label = "\(downName) \(row)"
                lines.append(Self.trimmed(Self.padded(label, to: labelWidth) + cells.joined()))
            }
        }
        return lines + legend(width: width)
    }

    private func character(layer: Int, head: Int) -> String {
        guard head < shares[layer].count else { return " " }
        let share = shares[layer][head]
        guard share > 0 else { return "-" }
        // A share that is a level but for rounding counts as that level.
        let level = Self.levels.first { share >= $0.share - 1e-9 }
        return String(level?.character ?? "·")
    }

    private func legend(width: Int) -> [String] {
        let entries =
            Self.levels.map { "\($0.character) \($0.name)" } + ["· less", "- nothing"]
        var lines = ["kept of the full cache's \(quantity):"]
        for entry in entries {
            let last = lines.count - 1
            if lines[last].count + 2 + entry.count <= width {
                lines[last] += (lines[last].hasSuffix(":") ? " " : "  ") + entry
            } else {
                lines.append("  " + entry)
            }
        }
        return lines
    }

    /// Numbers above every fifth column, where there is room for them.
    private static func ruler(_ columns: Range<Int>, cell: Int, room: Int) -> String {
        var text = ""
        for column in columns where column % 5 == 0 || column == columns.lowerBound {
            let place = (column - columns.lowerBound) * cell
            let number = String(column)
            let hasGap = text.isEmpty || text.count < place
            guard hasGap, place + number.count <= room else { continue }
            text = padded(text, to: place) + number
        }
        return text
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}
