internal import Engine
internal import Testing
internal import Tuner

@Suite("tune evaluate --pipe")
struct EvaluatePipeTests {
    private static let plan = "tokens=16,key-bits=4,value-bits=4,kernel=21"

    private let files: ToyFiles
    private let arguments: [String]

    init() throws {
        files = try ToyFiles(tasks: 3)
        arguments = [
            "evaluate", "--pipe", "--model", files.model, "--calibration", files.tasks, "--budget",
            "\(files.fullBytes / 3)",
        ]
    }

    private func replies(
        _ input: String, status: Int32 = 0, more: [String] = []
    ) throws -> [JSONValue] {
        let outcome = try BuiltProgram.run(arguments + more, standardInput: input)
        #expect(outcome.status == status, "\(outcome.standardError)")
        return try outcome.standardOutput.split(separator: "\n").map {
            try JSONValue(parsing: String($0), path: "standard output")
        }
    }

    @Test("one line each in order, bad requests too, until the input ends")
    func order() throws {
        let replies = try replies(
            """
            {"ask": "space", "id": 1}
            {"ask": "knapsack", "frame": 0, "id": 2}
            {"plan": "\(Self.plan)", "id": 3}
            not JSON

            {"plan": "\(Self.plan)", "samples": 1, "id": "last"}
            """)
        #expect(replies.count == 6)
        #expect(try replies[..<3].map { try $0.object().int("id") } == [1, 2, 3])
        for index in [3, 4] {
            let error = try replies[index].object(keys: ["error"]).string("error")
            #expect(error.hasPrefix("standard input:\(index + 1):1: "), "\(error)")
        }
        #expect(try replies[5].object().string("id") == "last")
    }

    @Test("a reply comes before the next request is sent")
    func turns() throws {
        let requests = [
            "{\"ask\": \"space\"}", "{\"frame\": 0}", "{\"plan\": \"\(Self.plan)\", \"id\": 3}",
        ]
        let conversation = try BuiltProgram.converse(arguments, requests: requests)
        #expect(conversation.status == 0)
        #expect(conversation.replies.count == 3)
        #expect(conversation.replies[0].contains("\"budget_bytes\":\(files.fullBytes / 3)"))
        #expect(conversation.replies[1].hasPrefix("{\"error\":\"standard input:2:1: "))
        #expect(conversation.replies[2].contains("\"id\":3"))
    }

    @Test("measures what tune evaluate --plan measures")
    func figures() throws {
        let fields = try replies("{\"plan\": \"\(Self.plan)\", \"score\": true}\n")[0].object(
            keys: ["bytes", "fits", "kl", "per_sample", "score", "per_sample_score"])
        let outcome = try BuiltProgram.run([
            "evaluate", "--json", "--model", files.model, "--calibration", files.tasks, "--plan",
            Self.plan,
        ])
        let expected = try JSONValue(parsing: outcome.standardOutput, path: "evaluate").object()
        for key in ["kl", "score"] {
            #expect(try fields.double(key) == expected.double(key), "\(key)")
        }
        #expect(try fields.int("bytes") == expected.int("bytes"))
    }

    @Test("a plan beyond the budget is not measured")
    func overBudget() throws {
        let fields = try replies("{\"plan\": \"tokens=all,key-bits=8,value-bits=8\"}\n")[0].object(
            keys: ["bytes", "fits", "kl", "per_sample"])
        #expect(try !fields.bool("fits") && fields.value("kl").isNull)
        #expect(try fields.int("bytes") > files.fullBytes / 3)
    }

    @Test("a line that is too long is refused, and the next one is answered")
    func tooLong() throws {
        let long = String(repeating: " ", count: PlanPipe.requestLimit + 100_000)
        let replies = try replies(long + "{}\n{\"ask\": \"space\", \"id\": 2}\n")
        #expect(replies.count == 2)
        #expect(try replies[0].object(keys: ["error"]).string("error").contains("at most"))
        #expect(try replies[1].object().int("id") == 2)
    }

    @Test("the granularity says what a unit is", arguments: [("model", 1), ("layer", 3)])
    func granularity(name: String, units: Int) throws {
        let space = try replies("{\"ask\": \"space\"}\n", more: ["--granularity", name])[0]
        #expect(try space.object().array("units").count == units)
    }

    @Test("no input is no reply")
    func noInput() throws {
        #expect(try replies("").isEmpty)
    }
}
