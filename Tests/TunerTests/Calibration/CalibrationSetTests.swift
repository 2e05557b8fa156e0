import Engine
import Foundation
import Testing
import Tuner

@Suite("Calibration set")
struct CalibrationSetTests {
    private func tasks(_ text: String) throws -> [CalibrationTask] {
        try TemporaryFile(text).calibrationSet().tasks
    }

    @Test("our form is read with its defaults")
    func own() throws {
        let tasks = try tasks(
            """
            {"prompt": "P", "answers": ["a", "b"], "metric": "f1", "id": "x"}
            {"prompt": "Q"}
            {"context": "C", "question": "Q?", "answers": [], "id": 7}
            {"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "hi"}]}
            """)
        #expect(tasks.map(\.id) == ["x", "2", "7", "4"])
        #expect(tasks.map(\.line) == [1, 2, 3, 4])
        #expect(tasks[0].content == .prompt("P"))
        #expect(tasks[0].answers == ["a", "b"])
        #expect(tasks[0].expected == ["a", "b"])
        #expect(tasks[0].metric == .f1)
        #expect(tasks[1].answers.isEmpty)
        #expect(tasks[1].metric == .stringMatch)
        #expect(tasks[2].content == .contextQuestion(context: "C", question: "Q?"))
        #expect(
            tasks[3].content
                == .messages([
                    ChatMessage(role: "system", content: ""),
                    ChatMessage(role: "user", content: "hi"),
                ]))
    }

    @Test("RULER's outputs are joined for the answer and expected one by one")
    func ruler() throws {
        let tasks = try tasks(
            #"{"index": 0, "input": "I", "outputs": ["1", "2"], "length": 9, "#
                + #""answer_prefix": " are", "token_position_answer": 3}"#)
        #expect(tasks[0].content == .prompt("I are"))
        #expect(tasks[0].answers == ["1, 2"])
        #expect(tasks[0].expected == ["1", "2"])
        #expect(tasks[0].metric == .stringMatch)
        #expect(tasks[0].id == "1")
    }

    @Test(
        "LongBench's data sets bring their metrics",
        arguments: [
            ("hotpotqa", TaskMetric.f1, false), ("qasper_e", .f1, false), ("triviaqa", .f1, true),
            ("gov_report", .rougeL, false), ("samsum", .rougeL, true), ("trec", .accuracy, true),
            ("passage_count", .accuracy, false), ("lcc_e", .editSimilarity, false),
            ("repobench-p", .editSimilarity, false),
        ])
    func longBench(dataset: String, metric: TaskMetric, firstLineOnly: Bool) throws {
        let tasks = try tasks(
            #"{"input": "Q", "context": "C", "answers": ["A"], "length": 5, "dataset": ""#
                + dataset + #"", "language": "en", "all_classes": null, "_id": "f00"}"#)
        #expect(tasks[0].content == .contextQuestion(context: "C", question: "Q"))
        #expect(tasks[0].expected == ["A"])
        #expect(tasks[0].scoring == TaskScoring(metric: metric, firstLineOnly: firstLineOnly))
    }

    @Test("LongBench's classes are kept and an empty input leaves the context")
    func longBenchClasses() throws {
        let tasks = try tasks(
            #"{"input": "", "context": "C", "answers": ["x"], "dataset": "trec", "#
                + #""all_classes": ["x", "y"]}"#)
        #expect(tasks[0].content == .prompt("C"))
        #expect(tasks[0].scoring.classes == ["x", "y"])
    }

    @Test(
        "blank lines, CR LF and a missing last line feed are no matter",
        arguments: [
            "\n{\"prompt\":\"a\"}\n\n{\"prompt\":\"b\"}\n",
            "\r\n{\"prompt\":\"a\"}\r\n \t\r\n{\"prompt\":\"b\"}\r\n",
            " \n {\"prompt\":\"a\"} \n\n{\"prompt\":\"b\"}",
        ])
    func lineEnds(text: String) throws {
        let tasks = try tasks(text)
        #expect(tasks.map(\.content) == [.prompt("a"), .prompt("b")])
        #expect(tasks.map(\.line) == [2, 4])
    }

    @Test("the hash is SHA-256 over the file's bytes")
    func hash() throws {
        let file = try TemporaryFile("{\"prompt\":\"a\"}\n")
        let set = try file.calibrationSet()
        #expect(
            set.contentHash == "d58848abfa8d5c3e7eb0e57acde0449d54e48f69e6204a6db3208a1b78a1eaa9")
        let other = try TemporaryFile("{\"prompt\":\"a\"}").calibrationSet()
        #expect(other.contentHash != set.contentHash)
    }

    @Test("a content's hash depends on what is read and not on its answers or its form")
    func taskHash() throws {
        let tasks = try tasks(
            """
            {"prompt": "ab", "answers": ["1"]}
            {"context": "a", "question": "b", "answers": ["2"]}
            {"prompt": "ab "}
            {"messages": [{"role": "user", "content": "ab"}]}
            {"messages": [{"role": "assistant", "content": "ab"}]}
            """)
        let hashes = tasks.map(\.contentHash)
        #expect(hashes[0] == hashes[1])
        #expect(Set(hashes).count == 4)
        #expect(hashes.allSatisfy { $0.utf8.count == 64 })
    }

    @Test("20,000 lines are read")
    func manyLines() throws {
        let line = Array("{\"prompt\":\"a\"}\n".utf8)
        let file = try TemporaryFile(Array(repeating: line, count: 20_000).flatMap { $0 })
        #expect(try file.calibrationSet().tasks.count == 20_000)
    }

    @Test("a line over the limit is refused at the limit, one of the limit is read")
    func longLine() throws {
        let line = "{\"prompt\":\"\(String(repeating: "a", count: 600_000))\"}"
        let file = try TemporaryFile("{\"prompt\":\"b\"}\n" + line + "\n")
        let count = line.utf8.count
        #expect(try file.calibrationSet(maximumLineBytes: count).tasks.count == 2)
        let error = #expect(throws: JSONError.self) {
            try file.calibrationSet(maximumLineBytes: count - 1)
        }
        #expect(error?.line == 2)
        #expect(error?.column == count)
    }

    @Test("a gigabyte on one line is refused without being read")
    func gigabyte() throws {
        let file = try TemporaryFile("{\"prompt\":\"")
        #expect(unsafe truncate(file.path, 1 << 30) == 0)
        let error = #expect(throws: JSONError.self) {
            try file.calibrationSet(maximumLineBytes: 1 << 20)
        }
        #expect(error?.column == 1 << 20 + 1)
    }

    @Test("what is no regular file is refused at once", arguments: ["/", "/dev/zero", "/dev/null"])
    func noFile(path: String) {
        let error = #expect(throws: TextFileError.self) { try CalibrationSet(path: path) }
        #expect(error?.exitStatus == .badFile)
        #expect(error?.hint != nil)
    }

    @Test("a FIFO is refused without waiting for a writer")
    func fifo() throws {
        let path = try TemporaryFile("").path + ".fifo"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        defer { unsafe unlink(path) }
        #expect(throws: TextFileError.notRegular(path: path, kind: "a pipe")) {
            try CalibrationSet(path: path)
        }
    }

    @Test("a missing file is named")
    func missing() {
        let error = #expect(throws: TextFileError.self) { try CalibrationSet(path: "no/such") }
        #expect(
            error?.description == "no/such: found no such file, expected a readable file")
    }
}
