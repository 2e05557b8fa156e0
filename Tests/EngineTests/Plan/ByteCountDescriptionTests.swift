import Engine
import Testing

@Suite("Byte count for people")
struct ByteCountDescriptionTests {
    @Test(
        "people read it with one decimal in powers of 1024",
        arguments: [
            (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1075, "1.0 KiB"), (1076, "1.1 KiB"),
            (12_478_054, "11.9 MiB"), ((1 << 20) - 1, "1.0 MiB"), (1 << 30, "1.0 GiB"),
            (3 << 29, "1.5 GiB"), (Int.max, "8.0 EiB"), (-2048, "-2.0 KiB"),
        ])
    func description(bytes: Int, text: String) {
        #expect("\(ByteCount(bytes))" == text)
    }
}
