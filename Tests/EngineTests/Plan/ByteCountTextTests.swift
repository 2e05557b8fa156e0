internal import Engine
internal import Testing

@Suite("A size as text")
struct ByteCountTextTests {
    @Test(
        "counts bytes exactly",
        arguments: [
            ("2GiB", 2_147_483_648), ("2GB", 2_000_000_000), ("512MiB", 536_870_912),
            ("1.5GiB", 1_610_612_736), ("0.5 GiB", 536_870_912), ("1073741824", 1_073_741_824),
            ("1", 1), ("64KB", 64_000), ("0.1KiB", 102), ("1.999999999999999999999KiB", 2047),
            ("8388607TiB", 8_388_607 << 40), ("100B", 100),
        ])
    func accepted(text: String, bytes: Int) throws {
        #expect(try ByteCount(text: text).rawValue == bytes)
    }

    @Test(
        "is refused with the reason",
        arguments: [
            ("", ByteCountError.Reason.notANumber), ("0", .nothing), ("0GiB", .nothing),
            ("-1", .notANumber), ("1e30GiB", .unknownUnit("e30GiB")), ("NaN", .notANumber),
            ("0x10", .unknownUnit("x10")), ("1_000", .unknownUnit("_000")),
            ("1,5GiB", .unknownUnit(",5GiB")), ("2G", .unknownUnit("G")),
            ("2gib", .unknownUnit("gib")), ("99999999999GiB", .tooLarge),
            ("99999999999999999999", .tooLarge), ("8388608TiB", .tooLarge),
            ("1.5", .partOfAByte), ("1.5.5GiB", .notANumber), (".5GiB", .notANumber),
            ("5.GiB", .notANumber), ("GiB", .notANumber), (" 2GiB", .notANumber),
            ("2GiB ", .unknownUnit("GiB ")), ("0.0000001KiB", .nothing),
            ("\u{662}GiB", .notANumber),
        ])
    func refused(text: String, reason: ByteCountError.Reason) throws {
        let error = try #require(throws: ByteCountError.self) { try ByteCount(text: text) }
        #expect(error.reason == reason)
        #expect(error.description.contains("expected"))
    }

    @Test("a unit without B gets both spellings as its hint", arguments: ["2G", "2gib", "2g"])
    func hint(text: String) throws {
        let error = try #require(throws: ByteCountError.self) { try ByteCount(text: text) }
        #expect(error.hint == "write 2GiB (powers of 1024) or 2GB (powers of 1000)")
    }

    @Test(
        "is shown in the largest unit it reaches",
        arguments: [
            (1023, "1023 bytes"), (1024, "1.00 KiB"), (1_610_612_736, "1.50 GiB"),
            (2_000_000, "1.90 MiB"),
        ])
    func display(bytes: Int, text: String) {
        #expect(ByteCount(bytes).displayText == text)
    }
}
