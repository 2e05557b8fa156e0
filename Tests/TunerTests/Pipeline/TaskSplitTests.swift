import Engine
import TestSupport
import Testing
import Tuner

@Suite("Task split")
struct TaskSplitTests {
    private func selection(
        _ count: Int, words: ClosedRange<Int> = 5...20, context: Int? = nil,
        maxNewTokens: Int? = nil, strict: Bool = false, answerWords: Int = 2
    ) throws -> TaskSelection {
        let directory = try TemporaryDirectory()
        let model = try LanguageModel(path: ToyModel().write(to: directory), threads: 1)
        let lines = ToyTasks.lines(count, words: words, answerWords: answerWords)
        let set = try CalibrationSet(path: directory.write(Array(lines.utf8), as: "tasks.jsonl"))
        return try TaskSelection(
            set, encoder: model.encoder, shape: model.shape, context: context,
            maxNewTokens: maxNewTokens, strict: strict)
    }

    @Test(
        "cuts by content, metric and tokens, the search's part in the order of the hashes",
        arguments: [9, 30, 70])
    func parts(count: Int) throws {
        let selection = try selection(count)
        let split = try TaskSplit(selection, heldOut: nil)
        let items = selection.tasks.enumerated().map {
            SplitItem(
                index: $0, contentHash: $1.task.contentHash, metric: $1.task.metric,
                tokens: $1.prompt.count)
        }
        let expected = CalibrationSplit(items)
        for (found, indices) in [
            (split.select, expected.select), (split.certify, expected.certify),
        ] { #expect(found.map(\.task) == indices.map { selection.tasks[$0].task }) }
        let searched = expected.search.map { selection.tasks[$0].task }
        #expect(split.search.map(\.task) == searched.sorted { $0.contentHash < $1.contentHash })
        #expect(split.select.isEmpty == (count < 60))
    }

    @Test("held-out tasks judge alone, and all others are searched on")
    func heldOut() throws {
        let split = try TaskSplit(selection(5), heldOut: selection(3))
        #expect(split.search.count == 5 && split.select.isEmpty && split.certify.count == 3)
    }

    @Test("no more tasks than a search takes are too few")
    func tooFew() throws {
        let error = try #require(throws: TaskSplitError.self) {
            try TaskSplit(selection(8), heldOut: nil)
        }
        #expect(error == .tooFew(tasks: 8))
        #expect(error.exitStatus == .badFile)
        #expect(error.description.contains("found 8 tasks"))
    }

    @Test(
        "bytes count for the longest prompt and 8 tokens more than the longest answer, at least 16")
    func defaults() throws {
        let selection = try selection(12, answerWords: 9)
        let longest = selection.tasks.compactMap { $0.answer?.count }.max() ?? 0
        #expect(longest > 8 && selection.maxNewTokens == longest + 8)
        #expect(selection.context == selection.tasks.map(\.prompt.count).max())
        #expect(try self.selection(3, answerWords: 1).maxNewTokens == 16)
        #expect(try self.selection(3, context: 200, maxNewTokens: 5).context == 200)
        #expect(try self.selection(3, maxNewTokens: 5).maxNewTokens == 5)
    }

    @Test("longer tasks are left out with a reason, or refused where that is asked for")
    func tooLong() throws {
        let lengths = try selection(12).tasks.map(\.prompt.count)
        let limit = lengths.sorted()[5]
        let selection = try selection(12, context: limit)
        #expect(selection.tasks.map(\.prompt.count) == lengths.filter { $0 <= limit })
        #expect(selection.skipped.count == lengths.count { $0 > limit })
        let reason = try #require(selection.skipped.first).reason
        #expect(reason.hasSuffix("tokens, expected at most \(limit)"))
        let error = try #require(throws: TaskSelectionError.self) {
            try self.selection(12, context: limit, strict: true)
        }
        #expect(error.exitStatus == .badFile)
        #expect(error.description.contains("tasks.jsonl:"))
        let none = try #require(throws: TaskSelectionError.self) {
            try self.selection(3, context: 16)
        }
        #expect(none.exitStatus == .badFile)
    }

    @Test("a prompt leaves the model room for the new tokens")
    func room() throws {
        let selection = try selection(4, maxNewTokens: 430)
        #expect(selection.tasks.allSatisfy { $0.prompt.count <= 512 - 430 })
        let error = try #require(throws: TaskSelectionError.self) {
            try self.selection(4, context: 513)
        }
        #expect(error == .contextBeyondModel(513, trained: 512))
        #expect(error.exitStatus == .badArgument)
    }
}
