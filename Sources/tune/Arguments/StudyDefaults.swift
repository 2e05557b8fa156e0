internal import Engine
internal import Foundation
internal import Tuner

/// What a study that exists says where flags are left out.
struct StudyDefaults {
    /// The flags whose files a study remembers.
    private static let files = ["--model", "--calibration", "--held-out"]

    private(set) var paths: [String: String] = [:]
    private(set) var granularity: Tuner.Granularity?
    private(set) var context: Int?
    private(set) var maxNewTokens: Int?
    /// The search that it holds, where it holds one alone.
    private(set) var search: StudyQuestion?

    /// Reads a study; nothing is known where there is none yet.
    init(path: String?) throws {
        guard let path, FileManager.default.fileExists(atPath: path) else { return }
        do {
            let study = try Study(existing: path)
            for flag in Self.files { paths[flag] = try study.fact(flag) }
            granularity = try study.fact(StudyFingerprint.granularity)
                .flatMap { Granularity(rawValue: $0) }
            context = try study.fact(StudyFingerprint.context).flatMap { Int($0) }
            maxNewTokens = try study.fact(StudyFingerprint.maxNewTokens).flatMap { Int($0) }
            let searches = try study.searches()
            search = searches.count == 1 ? searches[0] : nil
        } catch StudyError.empty {
            return
        }
    }

    /// The absolute paths of some files, as a study remembers them.
    static func remembered(_ files: KeyValuePairs<String, String?>) -> [String: String] {
        var paths: [String: String] = [:]
        for (flag, path) in files {
            paths[flag] = path.map { URL(filePath: $0).path }
        }
        return paths
    }
}
