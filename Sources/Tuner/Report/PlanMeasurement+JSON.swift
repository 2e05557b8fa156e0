package import Engine

extension PlanMeasurement {
    /// Seed of the bootstrap behind every interval, so that a report can be made again.
    package static let intervalSeed: UInt64 = 0

    /// One line of `tune evaluate --json`.
    ///
    /// - Parameters:
    ///   - name: `plan` or `profile`, and which one.
    ///   - samples: The samples that were measured, in order.
    ///   - skipped: How many could not be.
    package func json(
        name: (key: String, value: String), samples: [MeasuredSample], skipped: Int,
        full: FullMeasurement
    ) -> JSONEncoding {
        var fields: [String: JSONEncoding] = [
            name.key: .string(name.value),
            "samples": .int(samples.count),
            "skipped": .int(skipped),
            "bytes": .int(bytes.rawValue),
            "allocated_bytes": .int(allocatedBytes.rawValue),
            "kernels": .string(Kernels.path),
            "kl": .double(kl),
            "kl_interval": interval(self.samples.map(\.kl)).json,
            "kl_p90": .double(kl90),
            "kl_worst": [
                "id": .string(samples[worst].task.id), "kl": .double(self.samples[worst].kl),
            ],
            "nll": .double(nll),
            "agreement": .double(agreement),
            "full": full.json,
            "per_sample": .array(
                samples.indices.map { sampleJSON($0, id: samples[$0].task.id) }),
        ]
        if let scores, let fullScores = full.scores {
            fields["score"] = .double(Statistics.mean(scores))
            fields["score_difference"] =
                PairedInterval(of: scores, minus: fullScores, seed: Self.intervalSeed).json
            fields["lost"] = LostTasks(of: scores, against: fullScores).json
        }
        return .object(fields)
    }

    private func interval(_ values: [Double]) -> PairedInterval {
        PairedInterval(differences: values, seed: Self.intervalSeed)
    }

    private func sampleJSON(_ index: Int, id: String) -> JSONEncoding {
        var fields: [String: JSONEncoding] = [
            "id": .string(id),
            "kl": .double(samples[index].kl),
            "nll": .double(samples[index].nll),
            "agreement": .double(samples[index].agreement),
        ]
        if let scores { fields["score"] = .double(scores[index]) }
        return .object(fields)
    }
}

extension FullMeasurement {
    fileprivate var json: JSONEncoding {
        var fields: [String: JSONEncoding] = [
            "bytes": .int(bytes.rawValue), "nll": .double(nll),
        ]
        if let score { fields["score"] = .double(score) }
        return .object(fields)
    }
}

extension PairedInterval {
    /// Mean and 95 % interval.
    package var json: JSONEncoding {
        ["mean": .double(mean), "low": .double(low), "high": .double(high)]
    }
}

extension LostTasks {
    /// Lost tasks and the limit of their share.
    package var json: JSONEncoding {
        [
            "tasks": .int(lost), "limit": .double(limit), "confidence": .double(Self.confidence),
        ]
    }
}
