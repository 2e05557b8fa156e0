extension Profile {
    /// The file's text: sorted keys, the same bytes for the same profile.
    public var text: String { encoding.pretty }

    /// Saves the profile; a crash leaves the old file or the new one.
    ///
    /// - Throws: `FileError`.
    public func write(to path: String) throws(FileError) {
        try AtomicFile.write(text, to: path)
    }

    /// The profile as JSON.
    package var encoding: JSONEncoding {
        [
            "budget": budget.encoding,
            "bytes": .int(bytes.rawValue),
            "format": .string(Self.formatName),
            "layers": .array(plan.layers.indices.map(layerEncoding)),
            "minimum_reader": .int(Self.minimumReader),
            "mode": .string(mode.rawValue),
            "model": model.encoding,
            "plan": plan.sharedEncoding,
            "provenance": provenance.encoding,
            "quality": quality.encoding,
            "version": .int(Self.formatVersion),
        ]
    }

    private func layerEncoding(_ layer: Int) -> JSONEncoding {
        [
            "bytes": .int(layerBytes[layer].rawValue),
            "heads": .array(plan.layers[layer].enumerated().map { $1.encoding(kvHead: $0) }),
            "layer": .int(layer),
        ]
    }
}

extension ModelFingerprint {
    fileprivate var encoding: JSONEncoding {
        [
            "architecture": .string(architecture),
            "head_count": .int(headCount),
            "head_dim": .int(headDim),
            "kv_head_count": .int(kvHeadCount),
            "layer_count": .int(layerCount),
            "sha256": .string(sha256),
        ]
    }
}

extension ProfileBudget {
    fileprivate var encoding: JSONEncoding {
        [
            "bytes": .int(bytes.rawValue),
            "concurrency": .int(concurrency),
            "context": .int(context),
            "max_new_tokens": .int(maxNewTokens),
        ]
    }
}

extension CompressionPlan {
    /// The numbers that all heads share.
    var sharedEncoding: JSONEncoding {
        let own: [String: JSONEncoding] = ["flush": .int(flush), "window": .int(window)]
        return .object(retention.members.merging(own) { $1 })
    }
}

extension HeadPlan {
    fileprivate func encoding(kvHead: Int) -> JSONEncoding {
        .object(members.merging(["kv_head": .int(kvHead)]) { $1 })
    }

    /// Tiers and groups.
    var members: [String: JSONEncoding] {
        let tiers: [JSONEncoding] = tiers.map { tier in
            [
                "key_bits": .int(tier.precision.keyBits),
                "tokens": .int(tier.tokens),
                "value_bits": .int(tier.precision.valueBits),
            ]
        }
        return grouping.members.merging(["tiers": .array(tiers)]) { $1 }
    }
}

extension ProfileQuality {
    fileprivate var encoding: JSONEncoding {
        var members: [String: JSONEncoding] = [
            "kl": kl.encoding,
            "samples": .int(samples),
            "score": .double(score),
            "score_difference": scoreDifference.encoding,
        ]
        members["best_uniform"] = bestUniform?.encoding
        return .object(members)
    }
}

extension ProfileQuality.Estimate {
    fileprivate var encoding: JSONEncoding {
        ["high": .double(high), "low": .double(low), "mean": .double(mean)]
    }
}

extension ProfileQuality.BestUniform {
    fileprivate var encoding: JSONEncoding {
        [
            "bytes": .int(bytes.rawValue),
            "kl": .double(kl),
            "plan": .string(plan.text),
            "score": .double(score),
        ]
    }
}

extension ProfileProvenance {
    fileprivate var encoding: JSONEncoding {
        [
            "calibration_sha256": .string(calibrationSHA256),
            "evaluations": .int(evaluations),
            "kernels": .string(kernels),
            "seed": .int(Int(seed)),
            "study_fingerprint": .string(studyFingerprint),
            "tool_version": .string(toolVersion),
        ]
    }
}
