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
    package func copied() throws(MemoryError) -> Rows { try gathered(Array(0..<count)) }
}
