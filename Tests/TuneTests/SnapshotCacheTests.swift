internal import Engine
internal import TestSupport
internal import Testing

@Suite("Kept prompts of the built program")
struct SnapshotCacheTests {
    private static let plan = "tokens=24,key-bits=4,value-bits=4,group=64,kernel=21"

    private let files: ToyFiles

    init() throws { files = try ToyFiles(tasks: 4) }

    private var cache: String { files.path("cache") }

    private func evaluate(
        _ line: String, environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        let outcome = try BuiltProgram.run(
            [
                "evaluate", "--model", files.model, "--calibration", files.tasks, "--json",
                "--plan", Self.plan,
            ] + line.split(separator: " ").map(String.init), environment: environment)
        #expect(outcome.status == 0, "\(outcome.standardError)")
        return outcome
    }

    @Test("a second evaluation takes them from the cache and prints the same line")
    func evaluateAgain() throws {
        let first = try evaluate("--cache \(cache)")
        #expect(!first.standardError.contains("from the cache"), "\(first.standardError)")
        let names = try Files.names(in: cache)
        #expect(names.filter { $0.hasSuffix(".snapshot") }.count == 4)
        #expect(names.filter { $0.hasSuffix(".reference") }.count == 4 && names.count == 8)
        let second = try evaluate("--cache \(cache) --threads 3")
        #expect(second.standardError.contains("4 of 4 samples (100 %)"))
        #expect(second.standardError.contains(", 4 from the cache\n"), "\(second.standardError)")
        let none = try evaluate("--no-cache")
        #expect(!none.standardError.contains("from the cache"))
        #expect(Set([first, second, none].map(\.standardOutput)).count == 1)
    }

    @Test("without memory for them prompts lie on disk, and nothing else changes")
    func spilled() throws {
        let expected = try evaluate("--no-cache").standardOutput
        #expect(try evaluate("--memory 1KiB --cache \(cache)").standardOutput == expected)
        let again = try evaluate("--memory 1KiB --cache \(cache)")
        #expect(again.standardOutput == expected)
        #expect(again.standardError.contains("4 from the cache"))
        let temporary = files.path("temporary")
        try Files.makeFolder(temporary)
        let uncached = try evaluate(
            "--memory 1KiB --no-cache", environment: ["TMPDIR": temporary])
        #expect(uncached.standardOutput == expected)
        #expect(try Files.names(in: temporary).isEmpty)
    }

    @Test("where neither memory nor the disk holds them the status is 5, with both numbers")
    func refused() throws {
        let outcome = try BuiltProgram.run(
            [
                "evaluate", "--model", files.model, "--calibration", files.tasks, "--plan",
                Self.plan, "--memory", "1KiB", "--no-cache",
            ], environment: ["TMPDIR": "/proc"])
        #expect(outcome.status == 5, "\(outcome.standardError)")
        #expect(outcome.standardError.contains("found 1.0 KiB of memory and 0 B of disk in /proc"))
        #expect(!outcome.standardError.contains("prefill:"), "refused before the work")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("a damaged file is told in one line and computed again")
    func damaged() throws {
        let first = try evaluate("--cache \(cache)")
        let names = try Files.names(in: cache)
        for name in names {
            var bytes = try Files.bytes("\(cache)/\(name)")
            bytes[bytes.count / 2] ^= 1
            try Files.write(bytes, to: "\(cache)/\(name)")
        }
        let second = try evaluate("--cache \(cache)")
        #expect(second.standardOutput == first.standardOutput)
        #expect(
            second.standardError.split(separator: "\n").count { $0.hasPrefix("warning: ") } == 8)
        let third = try evaluate("--cache \(cache)")
        #expect(third.standardError.contains("4 from the cache"))
        #expect(!third.standardError.contains("warning"))
    }

    @Test("a cache that cannot be written to is told once and changes nothing")
    func unwritable() throws {
        let expected = try evaluate("--no-cache").standardOutput
        let outcome = try evaluate("--cache /dev/null/cache")
        #expect(outcome.standardOutput == expected)
        let warnings = outcome.standardError.split(separator: "\n").filter {
            $0.hasPrefix("warning: ")
        }
        #expect(warnings.count == 1, "\(outcome.standardError)")
    }

    @Test("two evaluations at once share a cache and print the same line")
    func twoAtOnce() async throws {
        let outputs = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<3 {
                group.addTask { try self.evaluate("--cache \(cache)").standardOutput }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try Set(outputs) == [evaluate("--no-cache").standardOutput])
        #expect(try Files.names(in: cache).count == 8, "and nothing half written is left")
    }

    @Test("the cache stays within its size")
    func size() throws {
        _ = try evaluate("--cache \(cache)")
        let sizes = try Files.names(in: cache).map {
            try Files.status("\(cache)/\($0)").byteCount
        }
        let limit = sizes.reduce(0, +) / 2
        _ = try evaluate("--cache \(cache) --cache-size \(limit)")
        let left = try Files.names(in: cache).map { try Files.status("\(cache)/\($0)").byteCount }
        #expect(!left.isEmpty && left.reduce(0, +) <= limit)
    }

    @Test("the user's cache directory is the default")
    func defaults() throws {
        let xdg = files.path("xdg")
        _ = try evaluate("", environment: ["XDG_CACHE_HOME": xdg])
        #expect(try Files.names(in: xdg + "/tune").count == 8)
        let home = files.path("home")
        _ = try evaluate("", environment: ["XDG_CACHE_HOME": "relative", "HOME": home])
        #expect(try Files.names(in: home + "/.cache/tune").count == 8)
    }

    @Test("a second search writes the same profile, and a dry run keeps nothing")
    func search() throws {
        let files = try ToyFiles()
        func search(_ line: String) throws -> BuiltProgram.Outcome {
            try BuiltProgram.run(
                [
                    "--model", files.model, "--calibration", files.tasks, "--budget",
                    "\(files.fullBytes / 4)", "--trials", "9", "--cache", files.path("cache"),
                ] + line.split(separator: " ").map(String.init))
        }
        let dry = try search("--dry-run --json --memory 1KiB")
        let forecast = try ToyFiles.result(
            dry.standardOutput,
            keys: [
                "samples", "skipped", "tokens", "memory_bytes", "disk_bytes", "budget_bytes",
                "full_bytes", "context", "max_new_tokens", "smallest_bytes", "expected_seconds",
            ])
        #expect(try forecast.int("disk_bytes") > 0 && forecast.int("memory_bytes") > 1024)
        #expect(try Files.names(in: files.directory.path) == ["tasks.jsonl", "toy.gguf"])
        let first = try search("--output \(files.path("a"))")
        #expect(first.status == 0, "\(first.standardError)")
        let second = try search("--output \(files.path("b")) --memory 1KiB")
        #expect(second.status == 0, "\(second.standardError)")
        #expect(try Files.text(files.path("a")) == Files.text(files.path("b")))
        let lines = second.standardError.split(separator: "\n")
        #expect(lines.count { $0.hasSuffix("from the cache") } == 2, "\(second.standardError)")
    }
}
