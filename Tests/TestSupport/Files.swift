internal import Foundation

/// Files that tests write and look at.
package enum Files {
    /// Removes a folder with everything in it.
    package static func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// The names in a folder, sorted.
    package static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// A file's text.
    package static func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// A file's bytes.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    /// A file's size and permissions.
    package static func status(_ path: String) throws -> (byteCount: Int, permissions: Int) {
        let status = try FileManager.default.attributesOfItem(atPath: path)
        return (status[.size] as? Int ?? -1, status[.posixPermissions] as? Int ?? -1)
    }

    /// Pretends that a file was written so many seconds after 1970.
    package static func setModified(_ path: String, seconds: Int) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(seconds))], ofItemAtPath: path)
    }

    /// Makes a pipe that nobody writes to.
    package static func makePipe(_ path: String) throws {
        guard unsafe mkfifo(path, 0o600) == 0 else { throw POSIXError(.EEXIST) }
    }

    /// Writes bytes over what is there.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    /// Writes a text where no test expects atomicity.
    package static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    /// Makes a folder.
    package static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    /// The repository's root.
    package static var root: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }
}
