import Engine
import Foundation
import TestSupport
import Testing

@Suite("GGUF file")
struct GGUFFileTests {
    @Test("versions 2 and 3 are read with keys, types, shapes and places", arguments: [2, 3])
    func reads(version: UInt32) throws {
        let directory = try TemporaryDirectory()
        var writer = MalformedGGUF.sound()
        writer.version = version
        let file = try GGUFFile(path: writer.write(to: directory))

        #expect(file.version == Int(version))
        #expect(file.metadata.entries.map(\.key) == ["general.architecture", "flag"])
        #expect(try file.metadata.text("general.architecture") == "llama")
        #expect(try file.metadata.optionalBool("flag") == true)
        let tensor = try #require(file.tensor(named: "b"))
        #expect(tensor.dimensions == [16])
        #expect(tensor.byteCount == 64)
        #expect(try file.floats(of: tensor) == (0..<16).map { -Float($0) })
    }

    @Test("values keep their types and arrays their elements and places")
    func values() throws {
        let directory = try TemporaryDirectory()
        var writer = ToyGGUFWriter()
        writer.set("i", .int32s([-1, 0, .max]))
        writer.set("s", .texts(["", "ab", "ü"]))
        writer.set("f", .float32(0.5))
        writer.set("n", .int32(-7))
        let bytes = writer.bytes()
        let file = try GGUFFile(path: writer.write(to: directory))

        let numbers = try file.metadata.array("i", of: [.int32], count: 3)
        #expect((0..<3).map { numbers[$0].integer } == [-1, 0, Int(Int32.max)])
        let texts = try file.metadata.array("s", of: [.string])
        #expect(
            (0..<3).map { Array(texts.string(at: $0)) } == ["", "ab", "ü"].map { Array($0.utf8) })
        let place = texts.byteOffset(of: 1)
        #expect(Array(bytes[place..<place + 10]) == [2, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x62])
        #expect(try file.metadata.positiveFloat("f") == 0.5)
        #expect(file.metadata["n"]?.value == .signed(-7))
    }

    @Test("look-ups name the key, what was found and where")
    func lookups() throws {
        let directory = try TemporaryDirectory()
        var writer = ToyGGUFWriter()
        writer.set("n", .int32(-7))
        writer.set("z", .float32(0))
        let file = try GGUFFile(path: writer.write(to: directory))

        let missing = #expect(throws: GGUFError.self) { try file.metadata.text("x") }
        #expect(missing?.fault == .missingKey("x"))
        #expect(missing?.byteOffset == writer.front().count)
        let range = #expect(throws: GGUFError.self) { try file.metadata.integer("n", in: 1...4096) }
        #expect(range?.fault == .outOfRange(key: "n", found: "-7", expected: "1 to 4096"))
        #expect(range?.byteOffset == 24 + 8 + 1 + 4)
        let type = #expect(throws: GGUFError.self) { try file.metadata.text("n") }
        #expect(type?.fault == .wrongType(key: "n", found: "-7", expected: "a string"))
        #expect(throws: GGUFError.self) { try file.metadata.positiveFloat("z") }
    }

    @Test("chunks are the file, in order")
    func chunks() throws {
        let directory = try TemporaryDirectory()
        let writer = ToyModel().writer()
        let file = try GGUFFile(path: writer.write(to: directory))
        var bytes: [UInt8] = []

        try unsafe file.forEachChunk { unsafe bytes.append(contentsOf: $0) }

        #expect(bytes == writer.bytes())
    }

    @Test("alignments other than 32 and bytes after the last tensor are legal")
    func alignment() throws {
        let directory = try TemporaryDirectory()
        var writer = MalformedGGUF.sound()
        writer.alignment = 4096
        writer.set("general.alignment", .uint32(4096))
        writer.trailing = [1, 2, 3]
        let file = try GGUFFile(path: writer.write(to: directory))

        #expect(file.tensors.allSatisfy { $0.byteOffset % 4096 == 0 })
        #expect(file.trailingByteCount == 3)
    }

    @Test("a file that shrinks after opening is an error and no signal")
    func shrinks() throws {
        let directory = try TemporaryDirectory()
        let writer = MalformedGGUF.sound()
        let file = try GGUFFile(path: writer.write(to: directory))
        let tensor = try #require(file.tensor(named: "b"))
        try #require(unsafe truncate(file.path, tensor.byteOffset + 8) == 0)

        let error = #expect(throws: GGUFError.self) { try file.floats(of: tensor) }

        #expect(error?.fault == .shrank(expectedBytes: writer.bytes().count))
        #expect(error?.byteOffset == tensor.byteOffset + 8)
    }
}
