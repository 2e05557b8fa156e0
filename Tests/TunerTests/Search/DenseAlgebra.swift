/// Linear algebra in plain loops, for small matrices of rows.
enum DenseAlgebra {
    /// Solves M x = b by elimination with row exchanges.
    static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var rows = zip(matrix, right).map { $0 + [$1] }
        let count = rows.count
        for column in 0..<count {
            let pivot =
                (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
            rows.swapAt(column, pivot)
            for row in 0..<count where row != column {
                let factor = rows[row][column] / rows[column][column]
                for place in column...count { rows[row][place] -= factor * rows[column][place] }
            }
        }
        return (0..<count).map { rows[$0][count] / rows[$0][$0] }
    }

    /// The lower Cholesky factor.
    static func cholesky(_ matrix: [[Double]]) -> [[Double]] {
        var lower = matrix.map { _ in [Double](repeating: 0, count: matrix.count) }
        for row in matrix.indices {
            for column in 0...row {
                var sum = matrix[row][column]
                for inner in 0..<column { sum -= lower[row][inner] * lower[column][inner] }
                lower[row][column] =
                    row == column ? sum.squareRoot() : sum / lower[column][column]
            }
        }
        return lower
    }
}
