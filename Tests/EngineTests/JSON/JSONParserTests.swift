import Engine
import Testing

@Suite("Strict JSON parser")
struct JSONParserTests {
    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let line: Int
        let column: Int
        let found: String

        var testDescription: String { text }

        init(_ text: String, _ line: Int, _ column: Int, _ found: String) {
            self.text = text
            self.line = line
            self.column = column
            self.found = found
        }
    }

    static let refusedTexts = [
        Refused("", 1, 1, "the end of the text"),
        Refused("  \n ", 2, 2, "the end of the text"),
        Refused("{", 1, 2, "the end of the text"),
        Refused("[1, 2", 1, 6, "the end of the text"),
        Refused("[1,]", 1, 4, "`]`"),
        Refused("[,1]", 1, 2, "`,`"),
        Refused("[1 2]", 1, 4, "`2`"),
        Refused("{\"a\": 1,}", 1, 9, "`}`"),
        Refused("{\"a\": 1\n\"b\": 2}", 2, 1, "`\"`"),
        Refused("{\"a\" 1}", 1, 6, "`1`"),
        Refused("{\"a\":}", 1, 6, "`}`"),
        Refused("{a: 1}", 1, 2, "`a`"),
        Refused("{'a': 1}", 1, 2, "`'`"),
        Refused("{1: 2}", 1, 2, "`1`"),
        Refused("{\"a\":1,\n \"a\":2}", 2, 2, "the key \"a\" a second time"),
        Refused("{\"a\":1,\"\\u0061\":2}", 1, 8, "the key \"a\" a second time"),
        Refused("1 // one", 1, 3, "`/`"),
        Refused("/* one */ 1", 1, 1, "`/`"),
        Refused("# one", 1, 1, "`#`"),
        Refused("NaN", 1, 1, "`N`"),
        Refused("Infinity", 1, 1, "`I`"),
        Refused("-Infinity", 1, 2, "`I` in a number"),
        Refused("True", 1, 1, "`T`"),
        Refused("nulls", 1, 1, "`n`"),
        Refused("tru", 1, 1, "`t`"),
        Refused("01", 1, 2, "`1`"),
        Refused("-", 1, 2, "the end of the text in a number"),
        Refused("+1", 1, 1, "`+`"),
        Refused(".5", 1, 1, "`.`"),
        Refused("1.", 1, 3, "the end of the text in a number"),
        Refused("1e", 1, 3, "the end of the text in a number"),
        Refused("1.2.3", 1, 4, "`.` in a number"),
        Refused("0x10", 1, 2, "`x` in a number"),
        Refused("1_000", 1, 2, "`_` in a number"),
        Refused("\"a", 1, 3, "the end of the text in a string"),
        Refused("\"a\nb\"", 1, 3, "a line break in a string"),
        Refused("\"a\tb\"", 1, 3, "the byte 0x09 in a string"),
        Refused("\"a\u{0}\"", 1, 3, "a NUL byte in a string"),
        Refused("1\u{0}", 1, 1, "a NUL byte, as in UTF-16"),
        Refused("[1\u{0}]", 1, 3, "a NUL byte"),
        Refused("\"\\x\"", 1, 3, "`x` after a backslash"),
        Refused("\"\\u12g4\"", 1, 6, "`g` in `\\u`"),
        Refused("\"é\\ud800\"", 1, 4, "half of a surrogate pair"),
        Refused("\"\\udc00\\ud800\"", 1, 2, "half of a surrogate pair"),
        Refused("\"\\ud800\\u0041\"", 1, 2, "half of a surrogate pair"),
        Refused("\u{feff}1", 1, 1, "a byte order mark"),
        Refused("1 2", 1, 3, "`2`"),
        Refused("{} {}", 1, 4, "`{`"),
        Refused("[1]]", 1, 4, "`]`"),
        Refused("[1}", 1, 3, "`}`"),
        Refused("\u{a0}1", 1, 1, "the byte 0xc2"),
        Refused("<html>", 1, 1, "`<`, as in HTML"),
    ]

    @Test("a text outside RFC 8259 is refused at its line and column", arguments: refusedTexts)
    func refused(_ text: Refused) {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: text.text, path: "f.json")
        }
        #expect(error?.line == text.line)
        #expect(error?.column == text.column)
        #expect(error?.found == text.found)
        #expect(error?.path == "f.json")
    }

    @Test(
        "bytes that are no UTF-8 are refused where they start",
        arguments: [
            [0x80], [0xc0, 0xaf], [0xc3], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82],
            [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff],
            [0xe2, 0x28, 0xa1],
        ] as [[UInt8]])
    func badUTF8(_ bad: [UInt8]) {
        let bytes = Array("\"ok".utf8) + bad + Array("\"".utf8)
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: bytes, path: "f.json")
        }
        #expect(error?.column == 4)
        #expect(error?.expected == "UTF-8")
    }

    @Test(
        "bytes of other formats are named",
        arguments: [
            ([0x1f, 0x8b, 8, 0], "gzip data"), ([0xff, 0xfe, 0x7b, 0], "UTF-16"),
            ([0x7b, 0, 0x22, 0], "a NUL byte, as in UTF-16"),
            ([0, 0x7b, 0, 0x22], "a NUL byte, as in UTF-16"),
        ] as [([UInt8], String)])
    func foreign(bytes: [UInt8], found: String) {
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: bytes, path: "f.json")
        }
        #expect(error?.found == found)
        #expect(error?.hint != nil)
    }

    @Test("64 levels are read and 65 refused")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONValue(parsing: nested(64), path: "f")
        let error = #expect(throws: JSONError.self) {
            try JSONValue(parsing: nested(65), path: "f")
        }
        #expect(error?.column == 65)
        #expect(error?.expected == "at most 64")
    }

    @Test("100,000 levels end in an error", arguments: ["[", "{\"a\":", "[{\"a\":"])
    func deep(_ opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: text, path: "f") }
    }

    @Test("sizes over the limits are refused")
    func limits() throws {
        var limits = JSONLimits()
        limits.bytes = 20
        limits.values = 4
        limits.numberBytes = 5
        _ = try JSONValue(parsing: "[1,2,12345]", path: "f", limits: limits)
        for text in ["[1,2,3,4]", "123456", "\"12345678901234567890\""] {
            #expect(throws: JSONError.self, "\(text)") {
                try JSONValue(parsing: text, path: "f", limits: limits)
            }
        }
    }

    @Test("escapes and pairs become their characters")
    func escapes() throws {
        let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000é😀""#
        let value = try JSONValue(parsing: text, path: "f")
        #expect(try value.string() == "\"\\/\u{8}\u{c}\n\r\té😀\0é😀")
    }

    @Test("every value knows its line and column in bytes")
    func locations() throws {
        let text = "{\n  \"é\": [1,\r\n    true]\n}"
        let array = try JSONValue(parsing: text, path: "f").object().array("é")
        #expect(array[0].location == JSONLocation(path: "f", line: 2, column: 10))
        #expect(array[1].location == JSONLocation(path: "f", line: 3, column: 5))
        let late = try JSONValue(parsing: "7", path: "f", line: 40)
        #expect(late.location.line == 40)
    }

    @Test("a damaged text is refused or read as something that reads back")
    func damaged() throws {
        let text = Array(
            #"{"a": [1, -2.5e3, "é\ud83d\ude00\n"], "b": {"c": null, "d": true}}"#.utf8)
        var damaged = text.indices.map { Array(text[..<$0]) }
        for index in text.indices {
            for bit in 0..<8 {
                var copy = text
                copy[index] ^= 1 << UInt8(bit)
                damaged.append(copy)
            }
        }
        var accepted = 0
        for bytes in damaged {
            guard let value = try? JSONValue(parsing: bytes, path: "f"), value.isFinite else {
                continue
            }
            accepted += 1
            let back = try JSONValue(parsing: value.encoding.line, path: "f")
            #expect(back.encoding == value.encoding)
        }
        #expect((50..<300).contains(accepted), "\(accepted) of \(damaged.count)")
    }

    @Test("keys that only look alike are different keys")
    func canonicalEquivalence() throws {
        let fields = try JSONValue(parsing: "{\"\u{e9}\": 1, \"e\u{301}\": 2}", path: "f").object()
        #expect(try fields.int("\u{e9}") == 1)
        #expect(try fields.int("e\u{301}") == 2)
    }
}
