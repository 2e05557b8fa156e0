extension ModelFingerprint {
    static let keys = [
        "architecture", "head_count", "head_dim", "kv_head_count", "layer_count", "sha256",
    ]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys)
        let numbers = try ["layer_count", "head_count", "kv_head_count", "head_dim"].map {
            try fields.int($0, in: 1...65536)
        }
        let architecture = try fields.string("architecture")
        let sha256 = try fields.string("sha256")
        self = try value.locating {
            try Self(
                architecture: architecture, layerCount: numbers[0], headCount: numbers[1],
                kvHeadCount: numbers[2], headDim: numbers[3], sha256: sha256)
        }
    }
}

extension ProfileBudget {
    static let keys = ["bytes", "concurrency", "context", "max_new_tokens"]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys)
        let bytes = try fields.int("bytes", in: 1...Int.max)
        let context = try fields.int("context", in: 1...Self.mostTokens)
        let concurrency = try fields.int("concurrency", in: 1...Int.max)
        let maxNewTokens = try fields.int("max_new_tokens", in: 1...Self.mostTokens)
        self = try value.locating {
            try Self(
                bytes: ByteCount(bytes), context: context, concurrency: concurrency,
                maxNewTokens: maxNewTokens)
        }
    }
}

extension CompressionPlan {
    static let profileKeys = Retention.keys + ["flush", "window"]

    /// The numbers that all heads share, around the heads' own.
    init(_ value: JSONValue, layers: [[HeadPlan]]) throws {
        let fields = try value.object(keys: Self.profileKeys)
        let retention = try Retention(fields, in: value)
        let window = try fields.int("window", in: 0...PlanText.largestNumber)
        let flush = try fields.int("flush", in: 0...PlanText.largestNumber)
        self = try value.locating {
            try Self(retention: retention, window: window, flush: flush, layers: layers)
        }
    }
}

extension HeadPlan {
    static let keys = Grouping.fieldNames + ["tiers"]

    /// One key-value head, whose tiers hold at most the context's tokens.
    init(_ value: JSONValue, kvHead: Int, context: Int) throws {
        let fields = try value.object(keys: Self.keys + ["kv_head"])
        try fields.checkIndex("kv_head", is: kvHead)
        try self.init(fields, context: context)
    }

    /// Tiers and groups; those of a profile hold tokens, at most `context` together.
    init(_ fields: JSONFields, context: Int?) throws {
        let grouping = try Grouping(fields)
        let tierValues = try fields.value("tiers")
        let tiers = try tierValues.array().map { try Tier($0, fewest: context == nil ? 0 : 1) }
        var left = context ?? .max
        for (tier, value) in zip(tiers, try tierValues.array()) where context != nil {
            guard tier.tokens <= left else {
                throw value.mismatch(
                    expected: "tiers of at most the context's \(context ?? 0) tokens together")
            }
            left -= tier.tokens
        }
        self = try tierValues.locating { try Self(tiers: tiers, grouping: grouping) }
    }
}

extension Tier {
    static let profileKeys = ["key_bits", "tokens", "value_bits"]

    init(_ value: JSONValue, fewest: Int) throws {
        let fields = try value.object(keys: Self.profileKeys)
        let precision = try Precision(
            keyBits: fields.value("key_bits").bits(), valueBits: fields.value("value_bits").bits())
        try self.init(tokens: fields.int("tokens", in: fewest...Int.max), precision: precision)
    }
}

extension ProfileQuality {
    static let keys = ["kl", "samples", "score", "score_difference"]
    static let optionalKeys = ["best_uniform"]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys, optional: Self.optionalKeys)
        let samples = try fields.int("samples", in: 1...Int(Int32.max))
        let kl = try Estimate(fields.value("kl"))
        let score = try fields.double("score")
        let scoreDifference = try Estimate(fields.value("score_difference"))
        let bestUniform = try fields.optional("best_uniform").map { try BestUniform($0) }
        self = try value.locating {
            try Self(
                samples: samples, kl: kl, score: score, scoreDifference: scoreDifference,
                bestUniform: bestUniform)
        }
    }
}

extension ProfileQuality.Estimate {
    static let keys = ["high", "low", "mean"]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys)
        let mean = try fields.double("mean")
        let low = try fields.double("low")
        let high = try fields.double("high")
        self = try value.locating { try Self(mean: mean, low: low, high: high) }
    }
}

extension ProfileQuality.BestUniform {
    static let keys = ["bytes", "kl", "plan", "score"]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys)
        let text = try fields.value("plan")
        let words = try text.string()
        let plan = try text.locating { try UniformPlan(text: words) }
        let bytes = try fields.int("bytes", in: 1...Int.max)
        let kl = try fields.double("kl")
        let score = try fields.double("score")
        self = try value.locating {
            try Self(plan: plan, bytes: ByteCount(bytes), kl: kl, score: score)
        }
    }
}

extension ProfileProvenance {
    static let keys = [
        "calibration_sha256", "evaluations", "kernels", "seed", "study_fingerprint", "tool_version",
    ]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.keys)
        let toolVersion = try fields.string("tool_version")
        let seed = try fields.int("seed", in: 0...Int.max)
        let calibration = try fields.string("calibration_sha256")
        let study = try fields.string("study_fingerprint")
        let kernels = try fields.string("kernels")
        let evaluations = try fields.int("evaluations", in: 0...Int.max)
        self = try value.locating {
            try Self(
                toolVersion: toolVersion, seed: UInt64(seed), calibrationSHA256: calibration,
                studyFingerprint: study, kernels: kernels, evaluations: evaluations)
        }
    }
}
