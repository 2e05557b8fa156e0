import Foundation
import Tuner

/// A file that is there while the value is.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let name = "calibration-\(UUID().uuidString).jsonl"
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        path = url.path
    }

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    deinit { unsafe unlink(path) }

    /// Reads the file, which stays until that is done.
    func calibrationSet(maximumLineBytes: Int = 64 << 20) throws -> CalibrationSet {
        try withExtendedLifetime(self) {
            try CalibrationSet(path: path, maximumLineBytes: maximumLineBytes)
        }
    }
}
