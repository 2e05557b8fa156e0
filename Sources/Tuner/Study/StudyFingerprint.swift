package import Engine

/// What a study's measurements depend on: two runs with the same fingerprint measure the same losses.
///
/// The budget is no part of it: a plan's loss does not depend on what others may cost.
package struct StudyFingerprint: Sendable, Hashable {
    /// A named value.
    package struct Part: Sendable, Hashable {
        /// What differs, in words, when the values do.
        package let name: String
        /// Its value.
        package let value: String
    }

    /// The part that names the instruction set of the kernels.
    static let kernels = "kernels"
    /// The part that names what may differ within a plan.
    package static let granularity = "granularity"

    /// The parts in the order in which they are compared.
    package let parts: [Part]

    /// States what a search measures with.
    ///
    /// - Parameters:
    ///   - modelHash: SHA-256 of the model's file.
    ///   - calibrationHash: SHA-256 of the calibration file.
    ///   - samples: The tasks that candidates are measured on, in order.
    package init(
        modelHash: String, calibrationHash: String, samples: [TokenizedTask],
        granularity: Granularity, context: Int, maxNewTokens: Int, kernels: String = Kernels.path
    ) {
        var hash = ContentHash()
        for sample in samples { hash.update(sample.identity) }
        parts = [
            Part(name: "model", value: modelHash),
            Part(name: "calibration", value: calibrationHash),
            Part(name: "search samples", value: hash.hexadecimal()),
            Part(name: Self.granularity, value: granularity.rawValue),
            Part(name: "context", value: "\(context)"),
            Part(name: "max-new-tokens", value: "\(maxNewTokens)"),
            Part(name: "engine", value: "\(EngineVersion.numerics)"),
            Part(name: Self.kernels, value: kernels),
        ]
    }

    /// SHA-256 over all parts but the kernels, for a profile's provenance.
    package var hexadecimal: String {
        var hash = ContentHash()
        for part in parts where part.name != Self.kernels {
            hash.update(part.name)
            hash.update(part.value)
        }
        return hash.hexadecimal()
    }
}

extension TokenizedTask {
    /// SHA-256 over the prompt's and the answer's tokens: what its losses depend on.
    package var identity: [UInt8] {
        var hash = ContentHash()
        hash.update(prompt)
        hash.update(answer ?? [])
        return hash.digest()
    }
}
