internal import Testing
internal import tune

@Suite("A progress line")
struct ProgressTextTests {
    @Test(
        "tells how far, how fast and how long",
        arguments: [
            (0, 0.0, "prefill: 0 of 24 samples (0 %)"),
            (12, 6.0, "prefill: 12 of 24 samples (50 %), 2.0 samples/s, 6 s left"),
            (1, 100.0, "prefill: 1 of 24 samples (4 %), 100 s each, 38 min 20 s left"),
            (24, 0.1, "prefill: 24 of 24 samples (100 %), 240 samples/s"),
        ])
    func line(done: Int, seconds: Double, text: String) {
        let progress = ProgressText(label: "prefill", unit: "samples", total: 24)
        #expect(progress.line(done: done, elapsedSeconds: seconds) == text)
    }

    @Test("ends in a note where there is one")
    func note() {
        let progress = ProgressText(label: "prefill", unit: "samples", total: 2)
        let line = progress.line(done: 2, elapsedSeconds: 1, note: "1 from the cache")
        #expect(line == "prefill: 2 of 2 samples (100 %), 2.0 samples/s, 1 from the cache")
    }

    @Test("leaves out what is left where nobody knows it")
    func unknownTotal() {
        let progress = ProgressText(label: "search", unit: "candidates", total: nil)
        let line = progress.line(done: 30, elapsedSeconds: 10)
        #expect(line == "search: 30 candidates, 3.0 candidates/s")
    }

    @Test(
        "writes durations in the units people use",
        arguments: [
            (0, "0 s"), (59.2, "1 min 00 s"), (59, "59 s"), (245, "4 min 05 s"),
            (7380, "2 h 03 min"), (-1, "0 s"), (Double.infinity, "277777 h 46 min"),
        ])
    func duration(seconds: Double, text: String) {
        #expect(ProgressText.duration(seconds: seconds) == text)
    }
}
