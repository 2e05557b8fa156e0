internal import Engine

/// One line that a pipe was sent: everything in it is checked, so that only the machine can fail.
struct PipeRequest {
    /// What is asked for.
    enum Question {
        /// What a search chooses from.
        case space
        /// The knapsack over the local errors, within one frame.
        case knapsack(frame: Int)
        /// The same within several frames.
        case knapsacks(frames: [Int])
        /// What a plan does.
        case measure(CompressionPlan, Measure)
    }

    /// How much of a plan is measured.
    struct Measure {
        /// How many samples, from the first one on.
        let samples: Int
        /// Whether to decode and score as well.
        let isScored: Bool
    }

    private static let asks = ["space", "knapsack"]
    private static let keys = [
        "ask", "frame", "frames", "id", "options", "plan", "samples", "score",
    ]

    /// What is asked for.
    let question: Question

    /// Reads a request.
    ///
    /// - Throws: A `UserError` with the line and column of what was found.
    init(_ value: JSONValue, in space: PipeSpace) throws {
        let fields = try value.object()
        try fields.refuseKeys(otherThan: Self.keys)
        if let ask = fields.optional("ask") {
            question = try Self.ask(ask, value, in: space)
        } else if let plan = fields.optional("plan") {
            let fields = try value.object(keys: ["plan"], optional: ["id", "samples", "score"])
            question = .measure(try Self.plan(plan, in: space), try Measure(fields, in: space))
        } else if fields.contains("frame") || fields.contains("options") {
            let fields = try value.object(
                keys: ["frame", "options"], optional: ["id", "samples", "score"])
            question = .measure(
                try Self.candidate(fields, in: space), try Measure(fields, in: space))
        } else {
            throw value.mismatch(
                expected: "an object with \"ask\", with \"frame\" and \"options\", or with \"plan\""
            )
        }
    }

    /// What a request wants to be told apart by; nil where it has no such value.
    ///
    /// - Throws: `JSONError` if it is neither a string nor an integer.
    static func id(_ value: JSONValue) throws(JSONError) -> JSONEncoding? {
        guard case .object = value.kind, let id = try value.object().optional("id") else {
            return nil
        }
        switch id.kind {
        case .string(let text): return .string(text)
        case .number: return .int(try id.int())
        default: throw id.mismatch(expected: "a string or an integer")
        }
    }

    private static func ask(
        _ ask: JSONValue, _ value: JSONValue, in space: PipeSpace
    ) throws -> Question {
        switch try ask.string() {
        case "space":
            _ = try value.object(keys: ["ask"], optional: ["id"])
            return .space
        case "knapsack":
            let frames = 0...space.frames.count - 1
            if try value.object().contains("frames") {
                let fields = try value.object(keys: ["ask", "frames"], optional: ["id"])
                return .knapsacks(frames: try fields.array("frames").map { try $0.int(in: frames) })
            }
            let fields = try value.object(keys: ["ask", "frame"], optional: ["id"])
            return .knapsack(frame: try fields.int("frame", in: frames))
        case let other:
            throw ask.mismatch(
                expected: DisplayText.alternatives(asks),
                hint: Spelling.hint(for: other, among: asks))
        }
    }

    private static func candidate(
        _ fields: JSONFields, in space: PipeSpace
    ) throws -> CompressionPlan {
        let frame = try fields.int("frame", in: 0...space.frames.count - 1)
        let options = try fields.value("options")
        let choices = try options.array().map { try $0.int(in: 0...space.options.count - 1) }
        guard choices.count == space.units.units.count else {
            throw JSONError(
                at: options.location, found: "\(choices.count) options",
                expected: "\(space.units.units.count), one for each unit")
        }
        return try space.plan(frame: frame, options: choices)
    }

    private static func plan(_ value: JSONValue, in space: PipeSpace) throws -> CompressionPlan {
        let plan: CompressionPlan =
            if case .string(let text) = value.kind {
                try value.locating { try UniformPlan(text: text).plan(for: space.shape) }
            } else {
                try CompressionPlan(value)
            }
        try value.locating { try plan.check(against: space.shape) }
        // Prompts are prefilled before any plan is known, without the sums that this scorer needs.
        guard plan.retention.scorer != .h2o else {
            throw JSONError(
                at: value.location, found: "the scorer h2o", expected: "snapkv or recent",
                hint: "`tune evaluate --plan` measures plans with h2o")
        }
        return plan
    }
}

extension PipeRequest.Measure {
    fileprivate init(_ fields: JSONFields, in space: PipeSpace) throws(JSONError) {
        samples = try fields.optional("samples")?.int(in: 1...space.samples) ?? space.samples
        isScored = try fields.optional("score")?.bool() ?? false
    }
}
