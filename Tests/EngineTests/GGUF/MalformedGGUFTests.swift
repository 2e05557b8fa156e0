import Engine
import Foundation
import TestSupport
import Testing

@Suite("Malformed GGUF files")
struct MalformedGGUFTests {
    @Test(
        "each is refused with its own fault, the path first and the byte named",
        arguments: MalformedGGUF.headers + MalformedGGUF.keys + MalformedGGUF.tensors)
    func refused(malformed: MalformedGGUF) throws {
        let directory = try TemporaryDirectory()
        var writer = MalformedGGUF.sound()
        malformed.change(&writer)
        let path = try writer.write(to: directory)

        let error = try #require(throws: GGUFError.self) { try GGUFFile(path: path) }

        #expect(error.fault == malformed.fault)
        #expect(error.description.hasPrefix("\(path): byte \(error.byteOffset): found "))
        #expect((0...writer.bytes().count).contains(error.byteOffset))
        #expect(error.exitStatus == .badFile)
    }

    @Test("the file that they break is sound")
    func sound() throws {
        let directory = try TemporaryDirectory()
        let file = try GGUFFile(path: MalformedGGUF.sound().write(to: directory))

        #expect(file.tensors.map(\.name) == ["a", "b"])
    }

    @Test("a file cut anywhere in front of its data is truncated, or promises more than is left")
    func truncated() throws {
        let directory = try TemporaryDirectory()
        let writer = ToyModel().writer()
        let path = try writer.write(to: directory)
        for length in stride(from: writer.front().count - 1, through: 0, by: -1) {
            try #require(unsafe truncate(path, length) == 0)
            let error = try #require(throws: GGUFError.self) { try GGUFFile(path: path) }
            switch error.fault {
            case .truncated, .countTooLarge, .tensorPastEnd: break
            default: Issue.record("cut to \(length) bytes: \(error)")
            }
            #expect(error.byteOffset <= length)
        }
    }

    @Test("every flipped bit of the front is accepted or refused with a typed error")
    func flippedBits() throws {
        let directory = try TemporaryDirectory()
        let writer = MalformedGGUF.sound()
        let sound = writer.bytes()
        for bit in 0..<writer.front().count * 8 {
            var bytes = sound
            bytes[bit / 8] ^= 1 << (bit % 8)
            let path = try directory.write(bytes, as: "flipped.gguf")
            do {
                _ = try GGUFFile(path: path)
            } catch {
                #expect(error.description.hasPrefix("\(path): byte "))
            }
        }
    }

    @Test("a directory, a FIFO and a device are refused at once")
    func irregular() throws {
        let directory = try TemporaryDirectory()
        let fifo = directory.path + "/fifo"
        try #require(unsafe mkfifo(fifo, 0o600) == 0)
        for path in [directory.path, fifo, "/dev/zero"] {
            let error = #expect(throws: GGUFError.self) { try GGUFFile(path: path) }
            #expect(error?.fault == .notRegularFile)
        }
    }

    @Test("a missing and an empty file say so")
    func missing() throws {
        let directory = try TemporaryDirectory()
        let missing = #expect(throws: GGUFError.self) {
            try GGUFFile(path: directory.path + "/none")
        }
        #expect(missing?.fault == .cannotOpen(errorNumber: ENOENT))
        let empty = try directory.write([], as: "empty")
        let error = #expect(throws: GGUFError.self) { try GGUFFile(path: empty) }
        #expect(error?.fault == .truncated(needed: 4, left: 0))
    }

    @Test("control characters of names are escaped in messages")
    func escaped() throws {
        let directory = try TemporaryDirectory()
        var writer = MalformedGGUF.sound()
        writer.tensors[0].name = Array("a\u{1B}[2J\n".utf8)
        writer.tensors[0].dimensions = [0]
        let path = try writer.write(to: directory)

        let error = try #require(throws: GGUFError.self) { try GGUFFile(path: path) }

        #expect(error.description.contains("a\\u{1B}[2J\\u{A}"))
    }

    @Test("a claim of 200 GB in a file of 200 GB without content is refused before it is held")
    func sparse() throws {
        let directory = try TemporaryDirectory()
        var writer = MalformedGGUF.sound()
        var length: [UInt8] = []
        length.put(UInt64(200_000_000_000))
        writer.set("key", .raw(type: 8, bytes: length))
        let path = try writer.write(to: directory)
        try #require(unsafe truncate(path, 200_000_001_000) == 0)

        let error = try #require(throws: GGUFError.self) { try GGUFFile(path: path) }

        #expect(error.fault == .metadataTooLarge(limit: 256 << 20))
    }
}
