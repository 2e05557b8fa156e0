package import Engine

extension View {
    /// A view of an array's elements.
    package static func of(_ values: [Element]) throws -> View {
        let view = try Buffer<Element>(count: values.count).view
        view.copy(from: values)
        return view
    }
}

extension Rows {
    /// Rows of equal width in memory of their own.
    package static func of(_ rows: [[Float]]) throws -> Rows {
        let width = rows.first?.count ?? 0
        return Rows(
            try View.of(Array(rows.joined())), count: rows.count, width: width)
    }
}

extension Rows {
    /// Rows of NaN with more NaN between and behind them.
    package static func of(unset count: Int, width: Int, gap: Int) throws -> Rows {
        let view = try Buffer<Float>(count: count * (width + gap)).view
        view.fill(.nan)
        return Rows(view, count: count, width: width, stride: width + gap)
    }

    /// The elements of the rows, without what lies between them.
    package var elements: [Float] { (0..<count).flatMap { self[$0].array } }

    /// Whether all elements between and behind the rows are still NaN.
    package var hasUntouchedGaps: Bool {
        let all = view.array
        return all.indices.allSatisfy { $0 % max(stride, 1) < width || all[$0].isNaN }
    }
}

/// IEEE halves of values that are halves already.
package func halves(_ values: [Float]) -> [UInt16] {
    values.map { Float16($0).bitPattern }
}

/// The largest absolute difference of two lists, and where it is.
package func worstDifference(_ a: [Float], _ b: [Float]) -> (value: Float, index: Int) {
    precondition(a.count == b.count, "\(a.count) and \(b.count) elements")
    var worst: (value: Float, index: Int) = (0, 0)
    for (index, (x, y)) in zip(a, b).enumerated() where !(abs(x - y) <= worst.value) {
        worst = (abs(x - y), index)
    }
    return worst
}

extension StoredSegment {
    /// The keys as attention reads them, token by token.
    package func readKeys(
        headDim: Int, on set: KernelSet = .chosen
    ) throws -> [[Float]] {
        let tile = try Buffer<Float>(count: headDim * Kernels.tile).view
        var rows: [[Float]] = []
        for first in stride(from: 0, to: tokens, by: Kernels.tile) {
            let count = min(Kernels.tile, tokens - first)
            Kernels.unpackKeys(
                self, first: first, count: count, headDim: headDim, into: tile, on: set)
            for token in 0..<count {
                rows.append((0..<headDim).map { tile[$0 * Kernels.tile + token] })
            }
        }
        return rows
    }

    /// The values as attention reads them, token by token.
    package func readValues(
        headDim: Int, on set: KernelSet = .chosen
    ) throws -> [[Float]] {
        let tile = try Buffer<Float>(count: headDim * max(tokens, 1)).view
        Kernels.unpackValues(self, first: 0, count: tokens, headDim: headDim, into: tile, on: set)
        return (0..<tokens).map { tile[$0 * headDim..<($0 + 1) * headDim].array }
    }
}
