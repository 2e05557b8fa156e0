/// Numbers of top-ranked tokens between which local errors are measured and interpolated.
package struct RankLevels: Sendable, Hashable {
    /// Borders of the slices of ranks, ascending from 0; the last is every token.
    package let borders: [Int]

    /// Two levels an octave, and the windows that are searched.
    package init(context: Int) {
        var borders = [0, 8]
        var step = 16
        while step < context {
            borders.append(step)
            if step + step / 2 < context { borders.append(step + step / 2) }
            step *= 2
        }
        self.borders = borders.filter { $0 < context } + [context]
    }

    /// Slices of ranks between neighbouring borders.
    package var slices: [Range<Int>] {
        zip(borders, borders.dropFirst()).map { $0..<$1 }
    }
}
