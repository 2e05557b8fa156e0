extension Rows {
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
