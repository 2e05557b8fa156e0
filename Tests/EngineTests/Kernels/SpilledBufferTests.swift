import Engine
import TestSupport
import Testing

@Suite("A buffer in a file")
struct SpilledBufferTests {
    @Test("starts with zeros, holds what is written, and leaves no name behind")
    func holds() throws {
        let directory = try TemporaryDirectory()
        let buffer = try Buffer<UInt32>(count: 100_000, spilledTo: directory.path)
        #expect(buffer.byteCount == 400_000)
        #expect(try Files.names(in: directory.path).isEmpty)
        #expect(buffer.view.array.allSatisfy { $0 == 0 })
        for index in 0..<buffer.count { buffer.view[index] = UInt32(index) }
        #expect(buffer.view.array == Array(0..<100_000))
        let other = try Buffer<UInt32>(count: 1, spilledTo: directory.path)
        #expect(other.view[0] == 0)
    }

    @Test(
        "of a size that no disk has, or where no file can be, is an error with the directory",
        arguments: [("", 1 << 60), ("", Int.max), ("/missing", 1)])
    func refused(folder: String, count: Int) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + folder
        let error = try #require(throws: FileError.self) {
            _ = try Buffer<UInt8>(count: count, spilledTo: path)
        }
        #expect(error.path == path)
        #expect(try Files.names(in: directory.path).isEmpty)
    }
}
