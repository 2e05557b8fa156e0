internal import Engine
internal import TestSupport
internal import Testing

@Suite("tune bench")
struct BenchTests {
    private static let keys = [
        "blas_core", "blas_gflops", "candidate", "decode", "kernel_gflops", "kernels",
        "peak_resident_bytes", "prefill", "threads",
    ]

    @Test("tells every rate as one JSON line, with prompts cut to the model's context")
    func json() throws {
        let directory = try TemporaryDirectory()
        let path = try ToyModel().write(to: directory)
        let outcome = try BuiltProgram.run(["bench", "--model", path, "--threads", "1", "--json"])
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.split(separator: "\n").count == 1)
        let fields = try JSONValue(parsing: outcome.standardOutput, path: "standard output")
            .object(keys: Self.keys)
        #expect(try !fields.string("blas_core").isEmpty)
        #expect(try ["avx512", "avx2", "portable"].contains(fields.string("kernels")))
        #expect(try fields.int("threads") == 1)
        for key in ["blas_gflops", "kernel_gflops", "peak_resident_bytes"] {
            #expect(try fields.double(key) > 0, "\(key)")
        }
        let prefill = try fields.array("prefill").map {
            try $0.object(keys: ["tokens", "tokens_per_second"])
        }
        // 512 tokens of context less 33 new ones.
        #expect(try prefill.map { try $0.int("tokens") } == [479, 479, 479])
        let decode = try fields.array("decode").map {
            try $0.object(keys: ["cache", "tokens", "tokens_per_second"])
        }
        #expect(
            try decode.map { try $0.string("cache") } == ["16-bit", "8-bit", "4-bit", "2-bit"])
        for rate in prefill + decode { #expect(try rate.double("tokens_per_second") > 0) }
        let seconds = ["seconds", "seconds_from_last_third", "seconds_from_middle_layer"]
        let candidate = try fields.value("candidate").object(keys: ["samples", "tokens"] + seconds)
        #expect(try candidate.int("samples") == 10)
        for key in seconds { #expect(try candidate.double(key) > 0, "\(key)") }
    }
}
