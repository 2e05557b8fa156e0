/// Where a value starts in a text.
package struct JSONLocation: Sendable, Hashable {
    /// The file as the user named it.
    package let path: String
    /// Line, from 1.
    package let line: Int
    /// Column, from 1, counted in bytes (as compilers do).
    package let column: Int

    /// Names a place.
    package init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }
}
