import Engine
import Testing
import Tuner

@Suite("Budget text")
struct BudgetTextTests {
    @Test(
        "a size with or without a unit is read to the byte",
        arguments: [
            ("2GiB", 2_147_483_648), ("2GB", 2_000_000_000), ("512MiB", 536_870_912),
            ("1.5GiB", 1_610_612_736), ("0.5 GiB", 536_870_912), ("1073741824", 1_073_741_824),
            ("1B", 1), (" 3 KB ", 3000), ("1.5KiB", 1536), ("0.001KB", 1), ("1TiB", 1 << 40),
            ("0.1GiB", 107_374_182), ("0.1GB", 100_000_000), ("9223372036854775807", Int.max),
            ("1.99999999999999999999999999999999KiB", 2047), ("007MB", 7_000_000),
        ])
    func good(text: String, bytes: Int) throws {
        #expect(try BudgetText.parse(text) == ByteCount(bytes))
    }

    @Test(
        "anything else is refused with the reason",
        arguments: [
            ("", "nothing"), ("  ", "nothing"), ("0", "less than one byte"),
            ("0.0GiB", "less than one byte"), ("0.0001KiB", "less than one byte"),
            ("-1", "a negative size"), ("1e30GiB", "an exponent"), ("1E+3", "an exponent"),
            ("NaN", "no number"), ("inf", "no number"), ("GiB", "no number"),
            (".5GiB", "no number"),
            ("+1GiB", "no number"), ("٣GiB", "no number"), ("0x10", "a hexadecimal number"),
            ("1_000", "an underscore"), ("1,5GiB", "a comma"), ("2G", "the unknown unit \"G\""),
            ("2gib", "the unknown unit \"gib\""), ("2GiB!", "the unknown unit \"GiB!\""),
            ("2 GiB 3", "the unknown unit \"GiB 3\""), ("1.GiB", "a point without digits after it"),
            ("1.5", "a fraction of a byte"), ("1.5B", "a fraction of a byte"),
            ("1\u{0}", "the unknown unit \"\\u{0}\""),
            ("99999999999GiB", "more than 9223372036854775807 bytes"),
            ("9223372036854775808", "more than 9223372036854775807 bytes"),
            ("99999999999999999999999", "more than 9223372036854775807 bytes"),
        ])
    func bad(text: String, problem: String) {
        let error = #expect(throws: BudgetError.self) { try BudgetText.parse(text) }
        #expect(error?.problem == problem)
        #expect(error?.exitStatus == .badArgument)
    }

    @Test("a unit that is nearly right gets the right ones as a hint")
    func hints() {
        let short = #expect(throws: BudgetError.self) { try BudgetText.parse("2G") }
        #expect(short?.hint == "did you mean GiB or GB?")
        #expect(
            short?.description
                == "budget \"2G\": found the unknown unit \"G\", expected a size above 0 like 2GiB")
        let lowercase = #expect(throws: BudgetError.self) { try BudgetText.parse("2mib") }
        #expect(lowercase?.hint == "did you mean MiB?")
    }
}
