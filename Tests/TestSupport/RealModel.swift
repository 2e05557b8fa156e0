package import Engine
internal import Foundation

/// The demo model, for tests of real numbers; its path comes from `TUNE_TEST_MODEL`.
package enum RealModel {
    /// Where the model lies, or nil where these tests are left out.
    package static let path = ProcessInfo.processInfo.environment["TUNE_TEST_MODEL"]

    /// Whether tests of the real model run.
    package static var isPresent: Bool { path != nil }

    /// The model, loaded once.
    package static func load() throws -> LanguageModel { try loaded.get() }

    private static let loaded = Result { try LanguageModel(path: path ?? "", threads: 2) }
}
