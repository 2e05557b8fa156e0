import Engine
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test("the description is FILE:LINE:COLUMN, what was found and what was expected")
    func description() throws {
        let value = try JSONValue(parsing: "{\n \"x\": 1.0}", path: "a\u{1b}b.json")
        let error = #expect(throws: JSONError.self) { try value.object().int("x") }
        #expect(
            error?.description
                == "a\\u{1B}b.json:2:7: found the number 1.0, expected an integer")
        #expect(error?.exitStatus == .badFile)
    }

    @Test(
        "integers are exact",
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", Int.max),
            ("-9223372036854775808", Int.min),
        ])
    func integers(text: String, number: Int) throws {
        #expect(try JSONValue(parsing: text, path: "f").int() == number)
    }

    @Test(
        "what is no integer of 64 bits is refused",
        arguments: ["1.0", "1e3", "9223372036854775808", "\"1\"", "true", "null", "[]", "{}"])
    func noIntegers(text: String) throws {
        let value = try JSONValue(parsing: text, path: "f")
        #expect(throws: JSONError.self) { try value.int() }
    }

    @Test("an integer outside its range is refused with the range")
    func ranges() throws {
        let value = try JSONValue(parsing: "5", path: "f")
        #expect(try value.int(in: 1...5) == 5)
        let above = #expect(throws: JSONError.self) { try value.int(in: 1...4) }
        #expect(above?.expected == "an integer from 1 to 4")
        let below = #expect(throws: JSONError.self) { try value.int(in: 6...Int.max) }
        #expect(below?.expected == "an integer of 6 or more")
    }

    @Test(
        "doubles are the nearest ones",
        arguments: [("0.1", 0.1), ("1e308", 1e308), ("-2.5E-3", -0.0025), ("1e-400", 0), ("7", 7)])
    func doubles(text: String, number: Double) throws {
        #expect(try JSONValue(parsing: text, path: "f").double() == number)
    }

    @Test("numbers above every double are refused", arguments: ["1e400", "-1e309", "\"1\""])
    func noDoubles(text: String) throws {
        let value = try JSONValue(parsing: text, path: "f")
        #expect(throws: JSONError.self) { try value.double() }
    }

    @Test("every accessor refuses every other type")
    func types() throws {
        let texts = ["{}", "[]", "\"a\"", "1", "true", "null"]
        let accessors: [(JSONValue) throws -> Void] = [
            { _ = try $0.object() }, { _ = try $0.array() }, { _ = try $0.string() },
            { _ = try $0.int() }, { _ = try $0.bool() },
        ]
        for (right, accessor) in accessors.enumerated() {
            for (index, text) in texts.enumerated() {
                let value = try JSONValue(parsing: text, path: "f")
                if index == right {
                    try accessor(value)
                } else {
                    #expect(throws: JSONError.self, "\(text)") { try accessor(value) }
                }
            }
        }
        #expect(try JSONValue(parsing: "null", path: "f").isNull)
    }

    @Test("an unknown key is refused at its place with the nearest known one")
    func unknownKey() throws {
        let value = try JSONValue(parsing: "{\"key_bits\": 4, \"value_bit\": 4}", path: "f")
        let error = #expect(throws: JSONError.self) {
            try value.object(keys: ["key_bits", "value_bits"])
        }
        #expect(error?.column == 17)
        #expect(error?.found == "the unknown key \"value_bit\"")
        #expect(error?.hint == "did you mean \"value_bits\"?")
    }

    @Test("a missing key is refused at its object, an optional one is not")
    func missingKey() throws {
        let value = try JSONValue(parsing: " {\"a\": 1}", path: "f")
        let error = #expect(throws: JSONError.self) { try value.object(keys: ["a", "b"]) }
        #expect(error?.column == 2)
        #expect(error?.found == "an object without \"b\"")
        let fields = try value.object(keys: ["a"], optional: ["b"])
        #expect(fields.optional("b") == nil)
        #expect(fields.contains("a"))
        #expect(throws: JSONError.self) { try fields.string("a") }
    }

    @Test(
        "a file that is missing or no regular file is refused at once",
        arguments: [
            "/nonexistent/file.json", "/", "/dev/zero", "/dev/null", "a\u{0}b", "",
        ])
    func files(path: String) {
        let error = #expect(throws: TextFileError.self) { try JSONValue(contentsOf: path) }
        #expect(error?.exitStatus == .badFile)
    }
}

extension JSONValue {
    /// Whether all numbers in it fit the writer.
    var isFinite: Bool {
        switch kind {
        case .object(let members): members.allSatisfy(\.value.isFinite)
        case .array(let values): values.allSatisfy(\.isFinite)
        case .number: (try? double()) != nil
        default: true
        }
    }

    /// The same value for the writer.
    var encoding: JSONEncoding {
        switch kind {
        case .object(let members):
            .object(
                Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.encoding) }))
        case .array(let values): .array(values.map(\.encoding))
        case .string(let text): .string(text)
        case .number(let text): Int(text).map { .int($0) } ?? .double(Double(text) ?? .nan)
        case .bool(let isTrue): .bool(isTrue)
        case .null: .null
        }
    }
}
