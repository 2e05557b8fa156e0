internal import Testing

@Suite("Help of the built program")
struct HelpTests {
    private static let commands = [
        "search", "frontier", "evaluate", "run", "sample", "inspect", "bench",
    ]
    /// What later versions may have and this one must not promise.
    private static let later = [
        "--report", "--target", "--fast", "verify", "export", "worker", "serve",
    ]

    @Test("teaches each command with examples and ends with status 0", arguments: commands)
    func command(name: String) throws {
        let outcome = try BuiltProgram.run([name, "--help"])
        #expect(outcome.status == 0)
        #expect(outcome.standardOutput.contains("EXAMPLES:"))
        #expect(outcome.standardOutput.contains("USAGE: tune \(name)"))
        for flag in ["--json", "--threads", "--memory", "--chat-format", "--help"] {
            #expect(outcome.standardOutput.contains(flag))
        }
        #expect(outcome.standardError.isEmpty)
    }

    @Test("names the cache where prompts are kept, and nowhere else", arguments: commands)
    func cache(name: String) throws {
        let help = try BuiltProgram.run([name, "--help"]).standardOutput
        for flag in ["--cache ", "--no-cache", "--cache-size"] {
            #expect(help.contains(flag) == ["search", "evaluate"].contains(name), "\(flag)")
        }
    }

    @Test("names every command, and nothing that does not exist yet")
    func root() throws {
        let outcome = try BuiltProgram.run(["--help"])
        #expect(outcome.status == 0)
        for name in Self.commands { #expect(outcome.standardOutput.contains("\n  \(name)")) }
        let all = try Self.commands.map { try BuiltProgram.run([$0, "--help"]).standardOutput }
        for flag in Self.later where flag.hasPrefix("--") {
            #expect(!all.contains { $0.contains("\(flag) ") }, "\(flag)")
        }
        for name in Self.later where !name.hasPrefix("--") {
            #expect(!outcome.standardOutput.contains("\n  \(name) "), "\(name)")
        }
    }

    @Test("fits a terminal of 80 columns, examples unbroken", arguments: commands)
    func width(name: String) throws {
        let help = try BuiltProgram.run([name, "--help"]).standardOutput
        let body = help.split(separator: "USAGE:")[0]
        for line in body.split(separator: "\n") { #expect(line.count <= 80) }
        let examples = body.split(separator: "EXAMPLES:").last ?? ""
        for line in examples.split(separator: "\n") {
            #expect(line.hasPrefix("  "), "a broken line: \(line)")
        }
    }

    @Test("that cannot be written ends with status 1 and says so")
    func fullDevice() throws {
        let outcome = try BuiltProgram.run(["--help"], writingTo: "/dev/full")
        #expect(outcome.status == 1)
        #expect(outcome.standardError.contains("error: standard output: found \"No space left"))
    }

    @Test("the version is one number")
    func version() throws {
        let outcome = try BuiltProgram.run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.standardOutput.split(separator: ".").count == 3)
    }
}
