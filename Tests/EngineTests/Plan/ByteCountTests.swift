internal import Engine
internal import Testing

@Suite("Byte count")
struct ByteCountTests {
    @Test(
        "is shown in the largest unit it reaches",
        arguments: [
            (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.00 KiB"), (1_610_612_736, "1.50 GiB"),
            (2_000_000, "1.90 MiB"), (1_048_575, "1023.99 KiB"), (1080, "1.05 KiB"),
        ])
    func display(bytes: Int, text: String) {
        #expect(ByteCount(bytes).displayText == text)
    }
}
