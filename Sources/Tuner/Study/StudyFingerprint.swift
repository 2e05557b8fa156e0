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
    /// The part that counts prompt tokens.
    package static let context = "context"
    /// The part that counts new tokens.
    package static let maxNewTokens = "max-new-tokens"

    /// The names of all parts.
    static let names = [
        "model", "calibration", "search samples", granularity, context, maxNewTokens, "engine",
        kernels,
    ]

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
        let values = [
            modelHash, calibrationHash, hash.hexadecimal(), granularity.rawValue, "\(context)",
            "\(maxNewTokens)", "\(EngineVersion.numerics)", kernels,
        ]
        parts = zip(Self.names, values).map { Part(name: $0, value: $1) }
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
