/// The version of this program, as profiles record it.
enum ToolVersion {
    /// As in CHANGELOG.md.
    static let current = "0.1.0"
}
