/// Why a JSON text, or a value in it, was refused.
package struct JSONError: UserError, Hashable {
    /// The file as the user named it.
    package let path: String
    /// Line, from 1.
    package let line: Int
    /// Column, from 1, counted in bytes.
    package let column: Int
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do about it, where that can be said.
    package let hint: String?

    /// What is expected where a second value follows the first.
    package static let nothingMore = "nothing after the value"

    /// States an error at a place.
    package init(at location: JSONLocation, found: String, expected: String, hint: String? = nil) {
        self.path = location.path
        self.line = location.line
        self.column = location.column
        self.found = found
        self.expected = expected
        self.hint = hint
    }

    package var description: String {
        "\(printableText(path)):\(line):\(column): found \(found), expected \(expected)"
    }

    package var exitStatus: ExitStatus { .badFile }
}
