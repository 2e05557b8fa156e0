import Engine
import Foundation
import Testing
import Tuner

@Suite("Haystack folder")
struct HaystackTests {
    /// A folder that is removed when the test ends.
    private final class Folder {
        let path: String

        init(_ files: [String: [UInt8]]) throws {
            let url = FileManager.default.temporaryDirectory
                .appendingPathComponent("haystack-\(UUID().uuidString)")
            path = url.path
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, bytes) in files {
                let file = url.appendingPathComponent(name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func texts(_ haystack: Haystack) -> [String] {
        guard case .sentences(let sentences, _) = haystack else { return [] }
        return sentences.map(\.text)
    }

    @Test("files are read in the order of their paths and cut into sentences")
    func sentences() throws {
        let folder = try Folder([
            "b.txt": Array("Second file. It ends!".utf8),
            "a/one.txt": Array(
                "First file goes\r\nover lines. Mr. A. Smith asks: \"Why?\" So.".utf8),
        ])
        let haystack = try Haystack(directory: folder.path)
        #expect(
            texts(haystack) == [
                "First file goes over lines.", "Mr.", "A. Smith asks: \"Why?\"", "So.",
                "Second file.", "It ends!",
            ])
    }

    @Test("what is no plain text is left out")
    func otherContent() throws {
        let folder = try Folder([
            "a.gz": [0x1f, 0x8b, 8, 0, 65, 66], "b.bin": [65, 0, 66], "c.txt": [0xff, 0xfe, 65],
            ".hidden/d.txt": Array("Hidden words.".utf8),
            "e.txt": Array("Kept\u{7} text.\n12 345\n- 7 -\nMore <|im_end|> text. Last one.".utf8),
        ])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/f.txt", withDestinationPath: "/nonexistent/text")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/g.txt", withDestinationPath: "/dev/zero")
        #expect(texts(try Haystack(directory: folder.path)) == ["Kept text.", "Last one."])
    }

    @Test("text without full stops is cut between words")
    func longSentences() throws {
        let words = (0..<150).map { "word\($0)" }
        let folder = try Folder(["a.txt": Array(words.joined(separator: " ").utf8)])
        let found = texts(try Haystack(directory: folder.path))
        #expect(found.count == 3)
        #expect(found.joined(separator: " ") == words.joined(separator: " "))
    }

    @Test("tasks hide needles in a folder's text and leave out sentences with their numbers")
    func tasks() throws {
        let text = (0..<900).map { "Sentence \($0) tells of item \($0 * 7) and no more.\n\n" }
        let folder = try Folder(["a.txt": Array(text.joined().utf8)])
        let generator = try TaskGenerator(
            kind: .multiKey, digits: 1...4, contextTokens: 1000, seed: 2,
            haystack: Haystack(directory: folder.path),
            countTokens: { $0.split(whereSeparator: \.isWhitespace).count })
        for ordinal in 0..<4 {
            let task = try generator.task(ordinal)
            let count = task.prompt.split(whereSeparator: \.isWhitespace).count
            #expect((980...1000).contains(count))
            #expect(task.prompt.split(separator: task.answers[0]).count == 2)
            #expect(try generator.task(ordinal) == task)
        }
    }

    @Test("a folder that is missing, a file, empty or too short is refused with its path")
    func refusals() throws {
        let missing = "/nonexistent/haystack"
        #expect(throws: HaystackError.cannotRead(path: missing)) {
            try Haystack(directory: missing)
        }
        let folder = try Folder(["a.txt": Array("Only a few words here.".utf8)])
        let file = folder.path + "/a.txt"
        #expect(throws: HaystackError.notAFolder(path: file)) { try Haystack(directory: file) }
        let empty = try Folder([:])
        #expect(throws: HaystackError.noText(path: empty.path)) {
            try Haystack(directory: empty.path)
        }
        let generator = try TaskGenerator(
            kind: .single, digits: 3...9, contextTokens: 500, seed: 2,
            haystack: Haystack(directory: folder.path),
            countTokens: { $0.split(whereSeparator: \.isWhitespace).count })
        let error = #expect(throws: HaystackError.self) { try generator.task(0) }
        #expect(error?.exitStatus == .badFile)
        #expect(error?.description.contains("expected 500 tokens") == true)
    }
}
