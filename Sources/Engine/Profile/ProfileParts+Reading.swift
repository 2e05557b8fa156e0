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
    static let profileKeys = [
        "flush", "kernel", "observation", "pooling", "recent", "scorer", "sinks", "window",
    ]

    /// The numbers that all heads share, around the heads' own.
    init(_ value: JSONValue, layers: [[HeadPlan]]) throws {
        let fields = try value.object(keys: Self.profileKeys)
        func number(_ key: String) throws -> Int {
            try fields.int(key, in: 0...PlanText.largestNumber)
        }
        let scorer: Retention.Scorer = try fields.value("scorer").word()
        let pooling: Retention.Pooling = try fields.value("pooling").word()
        let sinks = try number("sinks")
        let recent = try number("recent")
        let observation = try number("observation")
        let kernel = try number("kernel")
        let window = try number("window")
        let flush = try number("flush")
        self = try value.locating {
            let retention = try Retention(
                scorer: scorer, sinks: sinks, recent: recent, observation: observation,
                kernel: kernel, pooling: pooling)
            return try Self(retention: retention, window: window, flush: flush, layers: layers)
        }
    }
}

extension HeadPlan {
    static let profileKeys = ["key_group", "keys", "kv_head", "tiers", "value_group"]

    /// One key-value head, whose tiers hold at most the context's tokens.
    init(_ value: JSONValue, kvHead: Int, context: Int) throws {
        let fields = try value.object(keys: Self.profileKeys)
        try fields.checkIndex("kv_head", is: kvHead)
        let keys: Grouping.Keys = try fields.value("keys").word()
        let keyGroup = try fields.int("key_group", in: PlanText.groupSizes)
        let valueGroup = try fields.int("value_group", in: PlanText.groupSizes)
        let tierValues = try fields.value("tiers")
        var left = context
        let tiers = try tierValues.array().map { value in
            let tier = try Tier(value)
            guard tier.tokens <= left else {
                throw value.mismatch(
                    expected: "tiers of at most the context's \(context) tokens together")
            }
            left -= tier.tokens
            return tier
        }
        self = try tierValues.locating {
            let grouping = try Grouping(keys: keys, keyGroup: keyGroup, valueGroup: valueGroup)
            return try Self(tiers: tiers, grouping: grouping)
        }
    }
}

extension Tier {
    static let profileKeys = ["key_bits", "tokens", "value_bits"]

    init(_ value: JSONValue) throws {
        let fields = try value.object(keys: Self.profileKeys)
        let precision = try Precision(
            keyBits: fields.value("key_bits").bits(), valueBits: fields.value("value_bits").bits())
        try self.init(tokens: fields.int("tokens", in: 1...Int.max), precision: precision)
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
