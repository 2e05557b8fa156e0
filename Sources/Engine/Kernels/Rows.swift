/// Rows of a matrix in a buffer: row r starts at element r * stride.
package struct Rows: Sendable {
    /// The elements; the last row may end before a whole stride.
    package let view: View<Float>
    /// Rows of the matrix.
    package let count: Int
    /// Elements that are used of a row.
    package let width: Int
    /// Elements from one row's start to the next one's.
    package let stride: Int

    /// Describes rows and checks that the view holds them.
    package init(_ view: View<Float>, count: Int, width: Int, stride: Int? = nil) {
        let stride = stride ?? width
        precondition(
            count == 0 || (count - 1) * stride + width <= view.count,
            "\(count) rows of \(width) every \(stride) in \(view.count) elements")
        self.view = view
        self.count = count
        self.width = width
        self.stride = stride
    }

    /// One row.
    package subscript(row: Int) -> View<Float> {
        view[row * stride..<row * stride + width]
    }

    /// Some of the rows.
    package subscript(rows: Range<Int>) -> Rows {
        guard !rows.isEmpty else {
            return Rows(view[0..<0], count: 0, width: width, stride: stride)
        }
        let start = rows.lowerBound * stride
        return Rows(
            view[start..<start + (rows.count - 1) * stride + width], count: rows.count,
            width: width, stride: stride)
    }

    /// Some of the columns of every row.
    package subscript(columns columns: Range<Int>) -> Rows {
        precondition(columns.upperBound <= width, "columns \(columns) of \(width)")
        guard count > 0 else { return Rows(view, count: 0, width: columns.count, stride: stride) }
        return Rows(
            view[columns.lowerBound..<(count - 1) * stride + columns.upperBound], count: count,
            width: columns.count, stride: stride)
    }
}
