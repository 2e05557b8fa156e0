extension Knapsack {
    private struct Segment {
        let unit: Int
        let position: Int
        let bytes: Int
        let loss: Double
        let price: Double
    }

    /// Sweeps the price of a byte from high to low over the lower convex hulls of all units.
    ///
    /// - Complexity: O(options * log options).
    package func lagrangeFront() -> LagrangeFront {
        var segments: [Segment] = []
        for index in units.indices { appendSegments(of: index, to: &segments) }
        // A unit's own segments are in order already: their prices fall and their places rise.
        segments.sort { a, b in
            a.price != b.price
                ? a.price > b.price : (a.unit, a.position) < (b.unit, b.position)
        }
        let smallest = solution(positions: Array(repeating: 0, count: units.count))
        var (bytes, loss) = (smallest.bytes, smallest.loss)
        let steps = segments.map { segment in
            bytes += segment.bytes
            loss -= segment.loss
            return LagrangeFront.Step(
                unit: segment.unit, position: segment.position, bytes: bytes, loss: loss,
                price: segment.price)
        }
        return LagrangeFront(knapsack: self, smallest: smallest, steps: steps)
    }

    private func appendSegments(of index: Int, to segments: inout [Segment]) {
        let unit = units[index]
        var price = Double.infinity
        let hull = Self.lowerHull(of: unit)
        for (from, to) in zip(hull, hull.dropFirst()) {
            let bytes = unit[to].bytes - unit[from].bytes
            let loss = unit[from].loss - unit[to].loss
            // Rounding must not put a later segment before an earlier one.
            price = min(price, loss / Double(bytes))
            segments.append(
                Segment(unit: index, position: to, bytes: bytes, loss: loss, price: price))
        }
    }

    /// Places of the options on the lower convex hull, from few bytes to many.
    private static func lowerHull(of unit: [Option]) -> [Int] {
        var hull: [Int] = []
        for (position, option) in unit.enumerated() {
            while hull.count >= 2 {
                let (a, b) = (unit[hull[hull.count - 2]], unit[hull[hull.count - 1]])
                let first = (a.loss - b.loss) * Double(option.bytes - b.bytes)
                let second = (b.loss - option.loss) * Double(b.bytes - a.bytes)
                if first >= second { break }
                hull.removeLast()
            }
            hull.append(position)
        }
        return hull
    }
}
