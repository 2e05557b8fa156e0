internal import Testing

@Suite("Arguments of the built program")
struct ArgumentTests {
    private static let search = "--model m --calibration c --budget 2GiB --output p"
    private static let evaluate = "evaluate --model m --calibration c"
    private static let generate = "run --model m --prompt p"
    private static let sample = "sample --model m --output o"
    private static let plan = "tokens=5,key-bits=4,value-bits=4"

    @Test(
        "that are wrong end with status 2, the flag and what was expected",
        arguments: [
            ("--calibration c --budget 2GiB", "Missing expected argument '--model"),
            ("--model m --budget 2GiB", "Missing expected argument '--calibration"),
            ("--model m --calibration c", "Missing expected argument '--budget"),
            (
                "--model m --calibration c --budget 0 --output p",
                "--budget: found less than one byte in \"0\""
            ),
            (
                "--model m --calibration c --budget 2G --output p",
                "--budget: found the unknown unit \"G\""
            ),
            ("\(search) --mode context", "--mode: found context, which is not available yet"),
            ("\(search) --mode foo", "'foo' is invalid for '--mode"),
            ("\(search) --granularity token", "'token' is invalid for '--granularity"),
            ("\(search) --context 15", "--context: found 15, expected 16 to"),
            ("\(search) --concurrency 0", "--concurrency: found 0, expected 1 to"),
            ("\(search) --max-new-tokens 0", "--max-new-tokens: found 0, expected 1 to"),
            ("\(search) --trials 0", "--trials: found 0, expected 1 to"),
            ("\(search) --trials x", "'x' is invalid for '--trials"),
            ("\(search) --time 0s", "--time: found \"0s\", expected a duration"),
            ("\(search) --time 10d", "--time: found \"10d\", expected a duration"),
            ("\(search) --seed -1", "--seed"),
            ("\(search) --seed 9223372036854775808", "--seed: found 9223372036854775808"),
            ("\(search) --threads 0", "--threads: found 0, expected 1 to 1024"),
            ("\(search) --threads 1025", "--threads: found 1025, expected 1 to 1024"),
            ("\(search) --memory NaN", "--memory: found no number in \"NaN\", expected a size"),
            ("\(search) --cache-size 0", "--cache-size: found less than one byte in \"0\""),
            ("\(search) --cache c --no-cache", "found --cache beside --no-cache"),
            ("\(search) --chat-format jinja", "'jinja' is invalid for '--chat-format"),
            (evaluate, "found neither --plan nor --profile, expected at least one"),
            ("\(evaluate) --plan \(plan),kernal=3", "--plan: found the unknown name `kernal`"),
            ("\(evaluate) --plan \(plan) --plan tokens=5", "--plan: found no key-bits"),
            ("\(evaluate) --plan \(plan) --context 1", "--context: found 1, expected 16 to"),
            ("\(evaluate) --plan \(plan) --budget 1MiB", "found --budget without --pipe"),
            ("\(evaluate) --plan \(plan) --granularity head", "found --granularity without --pipe"),
            ("\(evaluate) --pipe", "found --pipe without --budget"),
            ("\(evaluate) --pipe --budget 1M", "--budget: found the unknown unit \"M\""),
            ("\(evaluate) --pipe --budget 1MiB --plan \(plan)", "found --plan beside --pipe"),
            ("\(evaluate) --pipe --budget 1MiB --profile p", "found --profile beside --pipe"),
            ("\(evaluate) --pipe --budget 1MiB --no-score", "found --no-score beside --pipe"),
            ("\(evaluate) --pipe --budget 1MiB --granularity token", "'token' is invalid for '--g"),
            ("\(generate) --plan \(plan) --profile p", "found --profile beside --plan"),
            ("\(generate) --prompt-file f", "found --prompt beside --prompt-file"),
            ("run --model m", "found neither --prompt nor --prompt-file"),
            ("\(generate) --max-new-tokens -1", "--max-new-tokens"),
            ("\(sample) --keys 0", "--keys: found 0, expected 1 to 64"),
            ("\(sample) --keys 65", "--keys: found 65, expected 1 to 64"),
            ("\(sample) --kind single --keys 4", "found --keys 4 beside --kind single"),
            ("\(sample) --kind double", "'double' is invalid for '--kind"),
            ("\(sample) --digits 9-3", "--digits: found \"9-3\", expected a range such as 3-9"),
            ("\(sample) --digits 3-", "--digits: found \"3-\", expected a range"),
            ("\(sample) --digits 0-3", "--digits: found \"0-3\", expected a range"),
            ("\(sample) --digits 3-19", "--digits: found \"3-19\", expected a range"),
            ("\(sample) --count 0", "--count: found 0, expected 1 to"),
            ("inspect", "Missing expected argument '<file>'"),
            ("inspect a b", "Unexpected argument 'b'"),
            ("bench", "Missing expected argument '--model"),
            ("evalute --model m", "found the unknown command `evalute`"),
        ])
    func refused(line: String, message: String) throws {
        let outcome = try BuiltProgram.run(line.split(separator: " ").map(String.init))
        #expect(outcome.status == 2)
        #expect(outcome.standardError.hasPrefix("error: "), "\(outcome.standardError)")
        #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test("that name no file end with status 2", arguments: ["--model", "--calibration"])
    func emptyPath(flag: String) throws {
        var arguments = ["--model", "m", "--calibration", "c", "--budget", "1GiB", "--dry-run"]
        let index = try #require(arguments.firstIndex(of: flag))
        arguments[index + 1] = ""
        let outcome = try BuiltProgram.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.standardError.contains("\(flag): found \"\", expected the path of a file"))
    }

    @Test("get the nearest name as a hint")
    func hints() throws {
        let outcome = try BuiltProgram.run(["evalute"])
        #expect(outcome.standardError.hasSuffix("hint: did you mean `evaluate`?\n"))
    }
}
