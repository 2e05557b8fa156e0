/// How a profile came about: enough to make it again, and nothing of a path or a clock.
public struct ProfileProvenance: Sendable, Hashable {
    /// The version of the program that wrote the profile.
    public let toolVersion: String
    /// The search's seed, below 2^63.
    public let seed: UInt64
    /// SHA-256 of the calibration samples.
    public let calibrationSHA256: String
    /// Names the question that the search answered.
    public let studyFingerprint: String
    /// Which kernels computed: sums differ between instruction sets.
    public let kernels: String
    /// Measured candidates.
    public let evaluations: Int

    /// Creates a provenance.
    ///
    /// - Throws: `ProfileError` naming what is not allowed; names are no paths.
    public init(
        toolVersion: String, seed: UInt64, calibrationSHA256: String, studyFingerprint: String,
        kernels: String, evaluations: Int
    ) throws(ProfileError) {
        try ProfileChecks.name(toolVersion, of: "tool_version")
        try ProfileChecks.sha256(calibrationSHA256, of: "calibration_sha256")
        try ProfileChecks.name(studyFingerprint, of: "study_fingerprint")
        try ProfileChecks.name(kernels, of: "kernels")
        try ProfileChecks.number(evaluations, of: "evaluations", in: 0...Int.max)
        guard seed <= UInt64(Int.max) else {
            throw ProfileError("seed", found: "\(seed)", expected: "at most \(Int.max)")
        }
        self.toolVersion = toolVersion
        self.seed = seed
        self.calibrationSHA256 = calibrationSHA256
        self.studyFingerprint = studyFingerprint
        self.kernels = kernels
        self.evaluations = evaluations
    }
}
