internal import Engine
internal import TestSupport
internal import Testing

@Suite("Atomic file")
struct AtomicFileTests {
    @Test("replaces what was there and leaves nothing beside it")
    func replaces() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        try AtomicFile.write("long old text", to: "\(folder)/file")
        try AtomicFile.write("new", to: "\(folder)/file")
        #expect(try Files.text("\(folder)/file") == "new")
        #expect(try Files.names(in: folder) == ["file"])
    }

    @Test("refuses a directory that does not exist, and says so")
    func missingDirectory() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        let error = try #require(throws: FileError.self) {
            try AtomicFile.write("x", to: "\(folder)/no/file")
        }
        #expect(error.description.contains("/no/file: found \"No such file or directory\""))
        #expect(error.hint == "create the directory first")
        #expect(error.exitStatus == .badFile)
    }

    @Test("does not rename over a folder or a device")
    func special() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        try Files.makeFolder("\(folder)/sub")
        for path in ["\(folder)/sub", "/dev/null"] {
            let error = try #require(throws: FileError.self) {
                try AtomicFile.write("x", to: path)
            }
            #expect(error.exitStatus == .badFile)
        }
        #expect(try Files.names(in: folder) == ["sub"])
    }

    @Test("keeps other programs' leftovers")
    func leftovers() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        try Files.write("theirs", to: "\(folder)/file.1.0.tmp")
        try AtomicFile.write("ours", to: "\(folder)/file")
        #expect(try Files.names(in: folder) == ["file", "file.1.0.tmp"])
    }
}
