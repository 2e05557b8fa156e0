package import Engine
internal import Foundation

/// What `tune inspect` says of a profile, after every check.
package struct InspectedProfile: Sendable {
    private let path: String
    private let profile: Profile

    /// Reads a profile.
    ///
    /// - Throws: A `UserError` with file, line and column of what was found.
    package init(path: String) throws {
        self.path = path
        profile = try Profile(contentsOf: path)
    }

    /// The line of `tune inspect --json`.
    package var json: JSONEncoding {
        [
            "bytes": .int(profile.bytes.rawValue),
            "full_cache_bytes": .int(fullBytes.rawValue),
            "kind": "profile",
            "path": .string(path),
            "profile": profile.encoding,
        ]
    }

    /// The same for people, with a map of what each head keeps.
    package var lines: [String] {
        var facts = FactTable()
        addModel(to: &facts)
        addBytes(to: &facts)
        addPlan(to: &facts)
        addQuality(to: &facts)
        addProvenance(to: &facts)
        let title = "\(printableText(path)): \(Profile.formatName) version \(Profile.formatVersion)"
        return [title] + facts.lines + [""] + HeadMap(profile).lines()
    }
}

extension InspectedProfile {
    private func addModel(to facts: inout FactTable) {
        let model = profile.model
        facts.add(
            "model",
            "\(printableText(model.architecture)), \(model.layerCount) layers of "
                + "\(model.kvHeadCount) key-value heads with \(model.headDim) channels",
            "SHA-256 \(model.sha256)")
    }

    private func addBytes(to facts: inout FactTable) {
        let budget = profile.budget
        let sequences = budget.concurrency == 1 ? "1 sequence" : "\(budget.concurrency) sequences"
        facts.add(
            "budget", "\(Self.exact(budget.bytes))",
            "for \(budget.context) prompt and \(budget.maxNewTokens) new tokens of \(sequences)")
        let share = Double(profile.bytes.rawValue) / Double(fullBytes.rawValue)
        facts.add(
            "bytes", Self.exact(profile.bytes),
            String(format: "%.1f %% of the full cache's ", share * 100) + fullBytes.description)
    }

    private func addPlan(to facts: inout FactTable) {
        let plan = profile.plan
        let retention = plan.retention
        facts.add(
            "plan", "compresses after the whole \(profile.mode.rawValue)",
            "scorer \(retention.scorer.rawValue), kernel \(retention.kernel), "
                + "pooling \(retention.pooling.rawValue), observation \(retention.observation)",
            "recent \(retention.recent), sinks \(retention.sinks), window \(plan.window), "
                + "flush \(plan.flush)")
    }

    private func addQuality(to facts: inout FactTable) {
        let quality = profile.quality
        facts.add(
            "expected", "KL \(Self.text(quality.kl)) nats per token",
            "score \(Self.number(quality.score)), "
                + "\(Self.text(quality.scoreDifference, signed: true)) against the full cache",
            "on \(quality.samples) held-out samples")
        if let uniform = quality.bestUniform {
            facts.add(
                "best uniform", uniform.plan.text,
                "\(uniform.bytes), KL \(Self.number(uniform.kl)), "
                    + "score \(Self.number(uniform.score))")
        } else {
            facts.add("best uniform", "none fits the budget")
        }
    }

    private func addProvenance(to facts: inout FactTable) {
        let provenance = profile.provenance
        facts.add(
            "made by",
            "version \(printableText(provenance.toolVersion)) with seed \(provenance.seed), "
                + "\(provenance.evaluations) evaluations, "
                + "\(printableText(provenance.kernels)) kernels",
            "calibration \(provenance.calibrationSHA256)",
            "study \(printableText(provenance.studyFingerprint))")
    }

    private static func exact(_ bytes: ByteCount) -> String {
        "\(bytes) (\(bytes.rawValue) bytes)"
    }

    private static func number(_ value: Double) -> String { String(format: "%.4f", value) }

    private static func text(_ estimate: ProfileQuality.Estimate, signed: Bool = false) -> String {
        let mean = String(format: signed ? "%+.4f" : "%.4f", estimate.mean)
        return "\(mean) (\(number(estimate.low)) to \(number(estimate.high)))"
    }
}

extension InspectedProfile {
    /// Every token of all sequences at 16 bit.
    private var fullBytes: ByteCount {
        let (model, budget) = (profile.model, profile.budget)
        let stream =
            model.kvHeadCount * (budget.context + budget.maxNewTokens) * model.headDim * 2
        let layer = HeadBytes(keyCodes: 0, valueCodes: 0, halfKeys: stream, halfValues: stream)
        return layer.layerBytes * (model.layerCount * budget.concurrency)
    }
}
