import Engine
import Testing

@Suite("JSON writer")
struct JSONEncodingTests {
    @Test("one line has sorted keys and no white space")
    func line() {
        let value: JSONEncoding = ["b": [1, 2.5, true, .null], "a": "x", "B": [:], "é": []]
        #expect(value.line == #"{"B":{},"a":"x","b":[1,2.5,true,null],"é":[]}"#)
    }

    @Test("pretty text keeps arrays of plain values in one line")
    func pretty() {
        let value: JSONEncoding = ["b": [1, 2], "a": [["c": 1], []], "d": [:]]
        let expected = """
            {
              "a": [
                {
                  "c": 1
                },
                []
              ],
              "b": [1, 2],
              "d": {}
            }

            """
        #expect(value.pretty == expected)
    }

    @Test("control characters are escaped")
    func escapes() {
        let value = JSONEncoding.string("\"\\/\n\r\t\0\u{1b}\u{7f}\u{2028}é😀")
        #expect(value.line == #""\"\\/\n\r\t\u0000\u001b\u007f\u2028é😀""#)
    }

    @Test(
        "doubles are the shortest that read back",
        arguments: [
            (0.1, "0.1"), (1, "1.0"), (-0.0, "-0.0"), (1e-5, "1e-05"),
            (Double.leastNonzeroMagnitude, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"), (1.0 / 3, "0.3333333333333333"),
        ])
    func doubles(number: Double, text: String) throws {
        #expect(JSONEncoding.double(number).line == text)
        let back = try JSONValue(parsing: text, path: "f").double()
        #expect(back.bitPattern == number.bitPattern)
    }

    @Test("what is written reads back as the same value, in one line and over many")
    func roundTrip() throws {
        var state: UInt64 = 1
        for _ in 0..<200 {
            let value = Self.random(depth: 4, state: &state)
            for text in [value.line, value.pretty] {
                #expect(try JSONValue(parsing: text, path: "f").encoding == value)
            }
        }
    }

    /// A value drawn by a linear congruential generator.
    private static func random(depth: Int, state: inout UInt64) -> JSONEncoding {
        func draw(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % count
        }
        switch draw(depth > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(draw(2) == 0)
        case 2: return .int(Int(draw(1 << 31)) - 1 << 30)
        case 3: return .double((Double(draw(1 << 31)) + 0.5) / Double(draw(1000) + 1))
        case 4, 5:
            let scalars = (0..<draw(6)).compactMap { _ in Unicode.Scalar(UInt32(draw(0x11_0000))) }
            return .string(String(String.UnicodeScalarView(scalars)))
        case 6: return .array((0..<draw(4)).map { _ in random(depth: depth - 1, state: &state) })
        default:
            var members: [String: JSONEncoding] = [:]
            for _ in 0..<draw(4) {
                members["k\(draw(100))"] = random(depth: depth - 1, state: &state)
            }
            return .object(members)
        }
    }
}
