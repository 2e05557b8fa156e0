import Engine
import Foundation
import TestSupport
import Testing

@Suite("Profiles that the project ships")
struct ShippedProfileTests {
    private static let names = Result {
        try FileManager.default.contentsOfDirectory(atPath: Files.root + "/profiles")
            .filter { $0.hasSuffix(".json") }
    }

    @Test func `there are three`() throws {
        #expect(try Self.names.get().count == 3)
    }

    @Test func `each reads back to the same bytes and is named after its budget`() throws {
        for name in try Self.names.get() {
            let path = Files.root + "/profiles/" + name
            let profile = try Profile(contentsOf: path)
            #expect(profile.text == (try String(contentsOfFile: path, encoding: .utf8)), "\(name)")
            #expect(name.hasSuffix("_\(profile.budget.bytes.rawValue).json"), "\(name)")
        }
    }
}
