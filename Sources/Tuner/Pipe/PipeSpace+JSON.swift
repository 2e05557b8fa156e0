internal import Engine

extension PipeSpace {
    /// The reply to `{"ask": "space"}`.
    ///
    /// Bytes depend on the frame, but many frames agree: each different list of all options' bytes is
    /// written once, and every frame names its place.
    var members: [String: JSONEncoding] {
        var places: [[HeadBytes]: Int] = [:]
        var lists: [[HeadBytes]] = []
        let frames = frames.map { frame in
            let bytes = options.map { $0.bytes(under: frame, of: self) }
            let place = places[bytes] ?? lists.count
            if place == lists.count {
                places[bytes] = place
                lists.append(bytes)
            }
            return frame.encoding(optionBytes: place)
        }
        let full = shape.fullCacheBytes(
            promptTokens: budget.context, newTokens: budget.maxNewTokens)
        return [
            "alignment": .int(HeadBytes.alignment),
            "budget_bytes": .int(budget.perSequence),
            "context": .int(budget.context),
            "frames": .array(frames),
            "full_bytes": .int(full.rawValue),
            "grouping": grouping.encoding,
            "max_new_tokens": .int(budget.maxNewTokens),
            "option_bytes": .array(lists.map { .array($0.map(\.encoding)) }),
            "options": .array(options.map(\.tierEncoding)),
            "samples": .int(samples),
            "units": .array(
                units.units.map { unit in
                    .array(unit.map { .array([.int($0.layer), .int($0.head)]) })
                }),
        ]
    }
}

extension HeadPlan {
    fileprivate func bytes(under frame: PlanFrame, of space: PipeSpace) -> HeadBytes {
        bytes(
            headDim: space.shape.headDim, promptTokens: space.budget.context,
            newTokens: space.budget.maxNewTokens, retention: frame.retention,
            window: frame.window, flush: frame.flush)
    }

    fileprivate var tierEncoding: JSONEncoding {
        [
            "tiers": .array(
                tiers.map { tier in
                    [
                        "key_bits": .int(tier.precision.keyBits),
                        "tokens": .int(tier.tokens),
                        "value_bits": .int(tier.precision.valueBits),
                    ]
                })
        ]
    }
}

extension HeadBytes {
    /// The four buffers, each of which a layer adds up over its heads and rounds up.
    fileprivate var encoding: JSONEncoding {
        [.int(keyCodes), .int(valueCodes), .int(halfKeys), .int(halfValues)]
    }
}

extension PlanFrame {
    fileprivate func encoding(optionBytes: Int) -> JSONEncoding {
        [
            "flush": .int(flush),
            "kernel": .int(retention.kernel),
            "observation": .int(retention.observation),
            "option_bytes": .int(optionBytes),
            "pooling": .string(retention.pooling.rawValue),
            "recent": .int(retention.recent),
            "scorer": .string(retention.scorer.rawValue),
            "sinks": .int(retention.sinks),
            "window": .int(window),
        ]
    }
}
