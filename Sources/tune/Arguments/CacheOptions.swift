internal import ArgumentParser
internal import Engine
internal import Foundation

/// The flags of commands that keep prefilled prompts for later runs.
struct CacheOptions: ParsableArguments {
    /// What all kept prompts may take where nothing else is said.
    private static let defaultSize = ByteCount(8 << 30)

    @Option(
        name: .customLong("cache"),
        help: ArgumentHelp(
            "Where prefilled prompts are kept for later runs (default: ~/.cache/tune).",
            valueName: "directory"))
    var directory: String?

    @Flag(help: "Keep no prompts for later runs and use none.")
    var noCache = false

    @Option(
        help: ArgumentHelp(
            "What all kept prompts may take (default: 8GiB); those not used for longest go.",
            valueName: "size"))
    var cacheSize: String?

    /// The directory; nil where nothing is to be kept.
    func location() -> String? {
        if noCache { return nil }
        if let directory { return directory }
        let environment = ProcessInfo.processInfo.environment
        // The specification of these directories has relative paths ignored.
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/tune" }
        return environment["HOME"].map { $0 + "/.cache/tune" }
    }

    /// The bytes of all kept prompts, checked.
    func size() throws(ArgumentError) -> ByteCount {
        guard let cacheSize else { return Self.defaultSize }
        return try ArgumentChecks.bytes(cacheSize, of: "--cache-size")
    }

    /// Refuses impossible values.
    func check() throws(ArgumentError) {
        try ArgumentChecks.path(directory, of: "--cache")
        _ = try size()
        guard directory == nil || !noCache else {
            throw ArgumentError("found --cache beside --no-cache, expected one of them at most")
        }
    }
}
