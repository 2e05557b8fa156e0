import Engine
import Testing
import Tuner

@Suite("Bad calibration files")
struct BadCalibrationTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let line: Int
        let column: Int
        let hasHint: Bool

        var testDescription: String { String(decoding: bytes.prefix(60), as: UTF8.self) }

        init(_ text: String, _ line: Int, _ column: Int, hint: Bool = false) {
            self.init(Array(text.utf8), line, column, hint: hint)
        }

        init(_ bytes: [UInt8], _ line: Int, _ column: Int, hint: Bool = false) {
            self.bytes = bytes
            self.line = line
            self.column = column
            self.hasHint = hint
        }
    }

    /// A good line, so that the error's line is not the first.
    static let good = "{\"prompt\":\"a\",\"answers\":[\"b\"]}\n"

    static let syntax = [
        Bad("", 1, 1, hint: true),
        Bad("\n\r\n  \n", 1, 1, hint: true),
        Bad([0xef, 0xbb, 0xbf] + Array(good.utf8), 1, 1, hint: true),
        Bad([0x1f, 0x8b, 8, 0, 0, 0, 0x0a, 3], 1, 1, hint: true),
        Bad(
            [0xff, 0xfe] + good.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }, 1, 1,
            hint: true),
        Bad(good.utf16.flatMap { [0, UInt8(truncatingIfNeeded: $0)] }, 1, 1, hint: true),
        Bad("<!DOCTYPE html>\n<html>", 1, 1, hint: true),
        Bad("[\n" + good + "]", 1, 2, hint: true),
        Bad("{\n  \"prompt\": \"a\"\n}", 1, 2, hint: true),
        Bad(good + "{\"prompt\": \"a\"} {\"prompt\": \"b\"}", 2, 17, hint: true),
        Bad(good + "{\"prompt\": \"a\",}", 2, 16, hint: true),
        Bad(good + "{\"prompt\": \"a\"} // x", 2, 17, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"id\": NaN}", 2, 23, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"prompt\": \"b\"}", 2, 17),
        Bad(
            Array(good.utf8) + Array("{\"prompt\": \"a".utf8) + [0xc3, 0x28] + Array("\"}".utf8), 2,
            14, hint: true),
        Bad(good + "{\"prompt\": \"a\0b\"}", 2, 14, hint: true),
        Bad(good + "{\"prompt\": \"\\ud800\"}", 2, 13),
        Bad(good + "{\"prompt\": \"a", 2, 14, hint: true),
        Bad(good + "{\"prompt\": " + String(repeating: "[", count: 64) + "]", 2, 75),
        Bad(good + String(repeating: "[", count: 100_000), 2, 65, hint: true),
        Bad(good + "\r{\"prompt\": 'a'}\r\n", 2, 13, hint: true),
    ]

    static let content = [
        Bad(good + "[{\"prompt\": \"a\"}]", 2, 1, hint: true),
        Bad(good + "\"a\"", 2, 1, hint: true),
        Bad(good + "null", 2, 1, hint: true),
        Bad(good + "{}", 2, 1, hint: true),
        Bad(good + "{\"answers\": [\"a\"]}", 2, 1, hint: true),
        Bad(good + "{\"prompt\": \"\"}", 2, 12),
        Bad(good + "{\"prompt\": null}", 2, 12),
        Bad(good + "{\"prompt\": [\"a\"]}", 2, 12),
        Bad(good + "{\"prompt\": \"a\", \"context\": \"b\"}", 2, 1),
        Bad(good + "{\"context\": \"b\"}", 2, 1),
        Bad(good + "{\"context\": \"b\", \"question\": \"\"}", 2, 30),
        Bad(good + "{\"promt\": \"a\"}", 2, 2, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"answer\": \"b\"}", 2, 17, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"answers\": \"b\"}", 2, 28, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"answers\": [\"b\", 3]}", 2, 34),
        Bad(good + "{\"prompt\": \"a\", \"answers\": [\"b\", \" \"]}", 2, 34, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"metric\": \"rouge\"}", 2, 27, hint: true),
        Bad(good + "{\"prompt\": \"a\", \"id\": \"\"}", 2, 23),
        Bad(good + "{\"prompt\": \"a\", \"id\": 1.0}", 2, 23),
        Bad(good + "{\"prompt\": \"a\", \"id\": \"x\"}\n{\"prompt\": \"a\", \"id\": \"x\"}", 3, 23),
        Bad("{\"prompt\": \"a\", \"id\": \"2\"}\n{\"prompt\": \"b\"}", 2, 1, hint: true),
        Bad(good + "{\"messages\": []}", 2, 14),
        Bad(good + "{\"messages\": [{\"role\": \"bot\", \"content\": \"a\"}]}", 2, 24, hint: true),
        Bad(good + "{\"messages\": [{\"role\": \"user\"}]}", 2, 15),
        Bad(good + "{\"input\": \"a\"}", 2, 1, hint: true),
        Bad(good + "{\"input\": \"a\", \"outputs\": \"b\"}", 2, 27, hint: true),
        Bad(good + "{\"input\": \"a\", \"outputs\": [\"b\"], \"extra\": 1}", 2, 34),
        Bad(good + "{\"input\": \"a\", \"context\": \"b\", \"answers\": [\"c\"]}", 2, 1),
        Bad(
            good
                + "{\"input\": \"a\", \"context\": \"b\", \"answers\": [\"c\"], \"dataset\": \"hotpot\"}",
            2, 61, hint: true),
    ]

    @Test("a line that is no JSON is refused at its place", arguments: syntax)
    func badSyntax(_ bad: Bad) throws { try check(bad) }

    @Test("a line that is no task is refused at its place", arguments: content)
    func badContent(_ bad: Bad) throws { try check(bad) }

    private func check(_ bad: Bad) throws {
        let file = try TemporaryFile(bad.bytes)
        let error = #expect(throws: JSONError.self) { try file.calibrationSet() }
        #expect(error?.line == bad.line)
        #expect(error?.column == bad.column)
        #expect((error?.hint != nil) == bad.hasHint, "\(error?.description ?? "")")
        #expect(error?.exitStatus == .badFile)
    }
}
