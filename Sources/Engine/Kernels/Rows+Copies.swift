extension Rows {
    /// Copies rows, one after the other, to some of these rows.
    func copy(_ places: [Int], from rows: Rows) {
        precondition(places.count == rows.count, "\(rows.count) rows to \(places.count) places")
        for (row, place) in places.enumerated() { self[place].copy(from: rows[row]) }
    }

    /// Some of the rows, one below the other, in memory of their own.
    func gathered(_ places: [Int]) throws(MemoryError) -> Rows {
        let rows = Rows(
            try Buffer(count: places.count * width).view, count: places.count, width: width)
        for (row, place) in places.enumerated() { rows[row].copy(from: self[place]) }
        return rows
    }

    /// The rows in memory of their own, packed.
    package func copied() throws(MemoryError) -> Rows { try Self.joined([self]) }

    /// Rows of equal width, one below the other, in memory of their own.
    package static func joined(_ parts: [Rows]) throws(MemoryError) -> Rows {
        let width = parts.first?.width ?? 0
        precondition(parts.allSatisfy { $0.width == width }, "rows of unequal width")
        let count = parts.reduce(0) { $0 + $1.count }
        let all = Rows(try Buffer(count: count * width).view, count: count, width: width)
        var row = 0
        for part in parts {
            for index in 0..<part.count {
                all[row].copy(from: part[index])
                row += 1
            }
        }
        return all
    }
}
