internal import Engine
internal import TestSupport
internal import Testing

@Suite("tune bench")
struct BenchTests {
    /// The fields of every result.
    private static let common = ["kernels", "peak_resident_bytes", "threads"]
    /// The fields of each section.
    private static let sections = [
        "arithmetic": ["blas_core", "blas_gflops", "kernel_gflops", "packed_product"],
        "prefill": ["prefill", "prefill_h2o"], "decode": ["decode"], "attention": ["attention"],
        "packing": ["packing"], "candidates": ["candidate", "candidates"],
    ]
    private static let widths = [
        "16-bit", "8-bit", "6-bit", "5-bit", "4-bit", "3-bit", "2-bit",
    ]

    /// The result of a run with a toy model, whose fields are those of some sections.
    private static func bench(
        _ sections: [String], _ arguments: [String] = []
    ) throws -> JSONFields {
        let directory = try TemporaryDirectory()
        let path = try ToyModel().write(to: directory)
        let outcome = try BuiltProgram.run(
            ["bench", "--model", path, "--json", "--repetitions", "1", "--attention-bytes", "1MiB"]
                + arguments)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.split(separator: "\n").count == 1)
        let keys = sections.flatMap { Self.sections[$0] ?? [] }
        return try JSONValue(parsing: outcome.standardOutput, path: "standard output")
            .object(keys: common + keys)
    }

    @Test("tells every rate as one JSON line, with prompts cut to the model's context")
    func json() throws {
        let fields = try Self.bench(Self.sections.keys.sorted(), ["--threads", "1"])
        #expect(try !fields.string("blas_core").isEmpty)
        #expect(try ["avx512", "avx2", "portable"].contains(fields.string("kernels")))
        #expect(try fields.int("threads") == 1)
        for key in ["blas_gflops", "kernel_gflops", "peak_resident_bytes"] {
            #expect(try fields.double(key) > 0, "\(key)")
        }
        for key in ["prefill", "prefill_h2o"] {
            let rates = try fields.array(key).map {
                try $0.object(keys: ["resident_bytes", "tokens", "tokens_per_second"])
            }
            // 512 tokens of context less 33 new ones.
            #expect(try rates.map { try $0.int("tokens") } == [479, 479, 479])
            for rate in rates { #expect(try rate.double("tokens_per_second") > 0) }
        }
        let decode = try fields.array("decode").map {
            try $0.object(keys: ["cache", "tokens", "tokens_per_second"])
        }
        #expect(try decode.map { try $0.string("cache") } == Self.widths)
        for rate in decode { #expect(try rate.double("tokens_per_second") > 0) }
        let seconds = ["seconds", "seconds_from_last_third", "seconds_from_middle_layer"]
        let candidate = try fields.value("candidate").object(keys: ["samples", "tokens"] + seconds)
        #expect(try candidate.int("samples") == 10)
        for key in seconds { #expect(try candidate.double(key) > 0, "\(key)") }
        let packing = try fields.value("packing").object(
            keys: ["cache", "gigabytes_per_second", "seconds", "tokens"])
        #expect(try packing.string("cache") == "4-bit")
        #expect(try packing.double("gigabytes_per_second") > 0)
    }

    @Test("measures attention in the processor's cache and in memory, each width")
    func attention() throws {
        let rates = try Self.bench(["attention"], ["--only", "attention"]).array("attention").map {
            try $0.object(
                keys: ["cache", "gigabytes_per_second", "nanoseconds_per_token", "place"])
        }
        #expect(try rates.map { try $0.string("cache") } == Self.widths.flatMap { [$0, $0] })
        #expect(
            try rates.map { try $0.string("place") }
                == Self.widths.flatMap { _ in
                    ["cache", "memory"]
                })
        for rate in rates {
            let bytes =
                try rate.double("gigabytes_per_second") * rate.double("nanoseconds_per_token")
            // Toy heads have 16 channels: 64 bytes a token in 16 bits, 8 and their groups in 2.
            #expect((8...64.1).contains(bytes), "\(bytes) bytes a token")
        }
    }

    @Test("measures plans that keep all tokens by what an evaluation before them left")
    func candidates() throws {
        let variants = ["full", "from_last_third", "from_middle_layer", "kept_layers"]
        let plans = try Self.bench(["candidates"], ["--only", "candidates"]).array("candidates")
        #expect(plans.count == 2)
        for plan in plans {
            let plan = try plan.object(
                keys: ["answer_tokens", "evaluations_per_second", "plan", "samples", "tokens"]
                    + variants)
            #expect(try plan.int("samples") == 16)
            #expect(try plan.int("answer_tokens") == 16)
            let rates = try plan.value("evaluations_per_second").object(keys: variants)
            for key in variants {
                let product = try rates.double(key) * plan.double(key)
                #expect(abs(product - 1) < 1e-9, "\(key)")
            }
        }
    }

    @Test("measures products with packed weights, with one thread and with all")
    func packedProduct() throws {
        let products = try Self.bench(
            ["arithmetic"], ["--only", "arithmetic", "--threads", "2"]
        ).array("packed_product").map {
            try $0.object(keys: ["gflops", "gigabytes_per_second", "rows", "threads"])
        }
        #expect(try products.map { try $0.int("rows") } == [1, 1, 256, 256])
        #expect(try products.map { try $0.int("threads") } == [1, 2, 1, 2])
        for product in products { #expect(try product.double("gflops") > 0) }
    }

    @Test("takes lengths, and tells the memory that each prompt needed")
    func lengths() throws {
        let fields = try Self.bench(
            ["prefill", "decode"],
            [
                "--only", "decode,prefill", "--prefill-tokens", "20,512", "--decode-tokens",
                "479,7",
            ])
        let prefill = try fields.array("prefill").map {
            try $0.object(keys: ["resident_bytes", "tokens", "tokens_per_second"])
        }
        #expect(try prefill.map { try $0.int("tokens") } == [20, 512])
        let resident = try prefill.map { try $0.int("resident_bytes") }
        #expect(resident[0] > 0 && resident[0] <= resident[1])
        #expect(try resident[1] <= fields.int("peak_resident_bytes"))
        let decode = try fields.array("decode").map {
            try $0.object(keys: ["cache", "tokens", "tokens_per_second"]).int("tokens")
        }
        #expect(decode == Self.widths.map { _ in 479 } + Self.widths.map { _ in 7 })
    }

    @Test(
        "refuses what cannot be measured",
        arguments: [
            (["--only", "decod"], "--only: found \"decod\"", "did you mean `decode`?"),
            (["--only", "prefill,"], "--only: found \"\"", "there are arithmetic, prefill"),
            (["--repetitions", "0"], "--repetitions: found 0, expected 1 to 1000", ""),
            (["--prefill-tokens", "512,x"], "--prefill-tokens: found \"512,x\"", ""),
            (["--decode-tokens", "0"], "--decode-tokens: found \"0\"", ""),
            (["--attention-bytes", "much"], "--attention-bytes: found", ""),
            (
                ["--prefill-tokens", "513"], "--prefill-tokens: found 513, expected at most 512",
                "the model was trained for a context of 512 tokens"
            ),
            (
                ["--decode-tokens", "480"], "--decode-tokens: found 480, expected at most 479",
                "the model was trained for a context of 512 tokens"
            ),
        ])
    func refusals(arguments: [String], error: String, hint: String) throws {
        let directory = try TemporaryDirectory()
        let path = try ToyModel().write(to: directory)
        let outcome = try BuiltProgram.run(["bench", "--model", path] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.contains("error: \(error)"), "\(outcome.standardError)")
        #expect(outcome.standardError.contains(hint), "\(outcome.standardError)")
    }
}
