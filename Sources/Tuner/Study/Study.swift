package import Engine
internal import Foundation
internal import GRDB

/// Everything that searches over the same tasks have measured, in one SQLite file.
///
/// What `record` returned from survives a power cut: every write is one transaction with
/// `synchronous=FULL` and a rollback journal. Its identity is the open file, which no other process may
/// use until it is closed.
package final class Study: Sendable {
    /// The file as the user named it.
    package let path: String
    private let database: DatabaseQueue

    /// Opens a study of a fingerprint, or starts one.
    ///
    /// - Parameters:
    ///   - shape: The model's, kept so that plans can be counted without the model.
    ///   - anyKernels: Whether to go on with what other kernels measured.
    /// - Throws: `StudyError`, or `TextFileError` for what is no regular file.
    package init(
        path: String, fingerprint: StudyFingerprint, shape: ModelShape, anyKernels: Bool = false
    ) throws {
        self.path = path
        if access(path, F_OK) == 0 { try Self.refuseOtherKinds(path) }
        database = try Self.open(path)
        try write { database in
            if try Self.prepare(database) {
                for part in fingerprint.parts { try database.setFact(part.name, part.value) }
                try database.setFact(Self.shapeKey, shape.encoding.line)
            }
        }
        try check(fingerprint, anyKernels: anyKernels)
    }

    /// Opens a study that exists, whatever its fingerprint.
    ///
    /// - Throws: `StudyError`, or `TextFileError` for what is no regular file.
    package init(existing path: String) throws {
        self.path = path
        try Self.refuseOtherKinds(path)
        database = try Self.open(path)
        try write { database in
            guard try !Self.prepare(database) else { throw StudyError.empty(path: path) }
        }
    }

    private static let shapeKey = "shape"

    /// Runs one transaction; when it returns, what it wrote is on the disk.
    func write<Result>(_ body: (Database) throws -> Result) throws(StudyError) -> Result {
        try Self.translating(path) { try database.write(body) }
    }

    /// Reads.
    func read<Result>(_ body: (Database) throws -> Result) throws(StudyError) -> Result {
        try Self.translating(path) { try database.read(body) }
    }

    /// The value of a fingerprint's part, or of anything else that is kept by name.
    package func fact(_ name: String) throws(StudyError) -> String? {
        try read { try $0.fact(name) }
    }

    /// Keeps a value by name.
    package func setFact(_ name: String, _ value: String) throws(StudyError) {
        try write { try $0.setFact(name, value) }
    }

    /// The shape of the model that was measured.
    package func shape() throws -> ModelShape {
        try ModelShape(
            JSONValue(parsing: fact(Self.shapeKey) ?? "", path: "\(path): the model's shape"))
    }

    /// What its measurements depend on.
    func fingerprintParts() throws(StudyError) -> [StudyFingerprint.Part] {
        var parts: [StudyFingerprint.Part] = []
        for name in StudyFingerprint.names {
            parts.append(StudyFingerprint.Part(name: name, value: try fact(name) ?? "nothing"))
        }
        return parts
    }

    /// How many plans were measured on any sample.
    func planCount() throws(StudyError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM plan") ?? 0 }
    }

    private func check(
        _ fingerprint: StudyFingerprint, anyKernels: Bool
    ) throws(StudyError) {
        for part in fingerprint.parts {
            let found = try fact(part.name) ?? "nothing"
            if found == part.value { continue }
            if part.name == StudyFingerprint.kernels {
                if anyKernels { continue }
                throw .otherKernels(path: path, found: found, expected: part.value)
            }
            throw .different(
                path: path, part: part.name, found: found, expected: part.value)
        }
    }
}

extension Study {
    /// Refuses a missing file, a directory, a FIFO and the like before SQLite waits for them.
    private static func refuseOtherKinds(_ path: String) throws(TextFileError) {
        _ = try TextFile(path: path)
    }

    private static func open(_ path: String) throws(StudyError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "study"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE")
            let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
            precondition(level == 2, "every commit waits for the disk")
        }
        return try translating(path) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Says what went wrong in the words of a study.
    private static func translating<Result>(
        _ path: String, _ body: () throws -> Result
    ) throws(StudyError) -> Result {
        do {
            return try body()
        } catch let error as StudyError {
            throw error
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw .busy(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_SCHEMA, .SQLITE_ERROR:
                throw .unreadable(path: path, found: error.message ?? "a broken database")
            default: throw .failed(path: path, reason: error.message ?? "\(error.resultCode)")
            }
        } catch {
            throw .unreadable(path: path, found: "\(error)")
        }
    }
}
