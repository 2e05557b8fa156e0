internal import Foundation

/// A directory of its own for one test; its identity is the directory, which goes when the value goes.
package final class TemporaryDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Creates an empty directory.
    package init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("tune-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    package func write(_ bytes: [UInt8], as name: String) throws -> String {
        let file = path + "/" + name
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try handle.write(contentsOf: bytes)
        try handle.close()
        return file
    }
}
