package import Engine

/// Measures plans that another program proposes: one JSON object in, one out.
///
/// It says what a search chooses from, gives the knapsacks that a search starts from, and measures any
/// plan. No reply depends on the requests before it.
package struct PlanPipe {
    /// What errors call the text of requests.
    private static let source = "standard input"
    /// The most bytes that a request may have.
    package static let requestLimit = 16 << 20

    /// What requests choose from.
    private let space: PipeSpace
    private let model: LanguageModel
    private var evaluator: Evaluator
    /// Measures on the first samples alone, as many as were last asked for.
    private var part: Evaluator
    /// Local errors, measured when a way to rank tokens is first asked for.
    private var errors: [Retention: [[LocalErrors]]] = [:]

    /// Prepares a pipe; nothing is measured yet.
    ///
    /// - Throws: `PlanError` never for the numbers that a search tries.
    package init(
        _ samples: [MeasuredSample], model: LanguageModel, budget: SearchBudget,
        granularity: Granularity
    ) throws(PlanError) {
        self.model = model
        evaluator = Evaluator(samples, model: model)
        part = evaluator.part(0..<1)
        space = try PipeSpace(
            shape: model.shape, budget: budget, granularity: granularity, samples: samples.count)
    }

    /// The reply to a line; what is wrong with the line is told in the reply.
    ///
    /// - Parameters:
    ///   - line: The line without its end.
    ///   - number: Its number, from 1, for errors.
    /// - Throws: `MemoryError`; not for anything that a line may hold.
    package mutating func reply(to line: [UInt8], number: Int) throws -> JSONEncoding {
        var id: JSONEncoding?
        let request: PipeRequest
        do {
            var limits = JSONLimits()
            limits.bytes = Self.requestLimit
            let value = try JSONValue(
                parsing: line, path: Self.source, line: number, limits: limits)
            id = try PipeRequest.id(value)
            request = try PipeRequest(value, in: space)
        } catch let error as any UserError {
            return .object(Self.refusal(error).merging(Self.members(id)) { $1 })
        }
        return .object(try answer(request.question).merging(Self.members(id)) { $1 })
    }

    private static func members(_ id: JSONEncoding?) -> [String: JSONEncoding] {
        id.map { ["id": $0] } ?? [:]
    }

    private static func refusal(_ error: any UserError) -> [String: JSONEncoding] {
        var members: [String: JSONEncoding] = ["error": .string(error.description)]
        members["hint"] = error.hint.map { .string($0) }
        return members
    }

    private mutating func answer(
        _ question: PipeRequest.Question
    ) throws -> [String: JSONEncoding] {
        switch question {
        case .space:
            return space.members
        case .knapsack(let frame):
            try measureErrors([frame])
            return try knapsack(frame)
        case .knapsacks(let frames):
            try measureErrors(frames)
            return ["knapsacks": .array(try frames.map { .object(try knapsack($0)) })]
        case .measure(let plan, let measure):
            return try measured(plan, measure)
        }
    }
}

// MARK: - Knapsacks

extension PlanPipe {
    /// Measures the local errors of frames that were not asked for before, together.
    private mutating func measureErrors(_ frames: [Int]) throws {
        var missing: [Retention] = []
        for frame in frames {
            let retention = space.frames[frame].retention
            if errors[retention] == nil, !missing.contains(retention) { missing.append(retention) }
        }
        guard !missing.isEmpty else { return }
        let profile = try LocalErrorProfile(
            &evaluator, model: model, retentions: missing, grouping: space.grouping,
            context: space.budget.context
        ) { _ in }
        errors.merge(profile.errors) { $1 }
    }

    /// The knapsack that a search would start from; nothing chosen where nothing fits.
    private func knapsack(_ frame: Int) throws -> [String: JSONEncoding] {
        let candidates = CandidateSpace(
            frame: space.frames[frame], options: space.options, units: space.units,
            shape: space.shape, budget: space.budget,
            errors: errors[space.frames[frame].retention] ?? [])
        let gains = Array(repeating: 1.0, count: space.units.units.count)
        var members: [String: JSONEncoding] = [
            "frame": .int(frame), "options": .null, "bytes": .null, "predicted_loss": .null,
        ]
        do throws(KnapsackError) {
            let choices = try candidates.solve(gains: gains)
            members["options"] = .array(choices.map { .int($0) })
            members["bytes"] = .int(candidates.bytes(of: choices))
            members["predicted_loss"] = .number(candidates.predictedLoss(choices, gains: gains))
        } catch {
            // A budget too small for a frame is an answer, not a mistake of the request.
        }
        return members
    }
}

// MARK: - Measurements

extension PlanPipe {
    private mutating func measured(
        _ plan: CompressionPlan, _ measure: PipeRequest.Measure
    ) throws -> [String: JSONEncoding] {
        let bytes = space.budget.bytes(of: plan, shape: space.shape)
        let fits = bytes <= space.budget.perSequence
        var members: [String: JSONEncoding] = [
            "bytes": .int(bytes), "fits": .bool(fits), "kl": .null, "per_sample": .null,
        ]
        if measure.isScored {
            members["score"] = .null
            members["per_sample_score"] = .null
        }
        guard fits else { return members }
        do {
            let losses = try onEvaluator(of: measure.samples) { evaluator in
                try evaluator.quality(of: plan).map(\.kl)
            }
            members["kl"] = .number(Statistics.mean(losses))
            members["per_sample"] = .array(losses.map { .number($0) })
            guard measure.isScored else { return members }
            let newTokens = space.budget.maxNewTokens
            let scores = try onEvaluator(of: measure.samples) { evaluator in
                try evaluator.scores(of: plan, maxNewTokens: newTokens)
            }
            members["score"] = .number(Statistics.mean(scores))
            members["per_sample_score"] = .array(scores.map { .number($0) })
        } catch let error as InferenceError {
            members["failed"] = .string(error.description)
        }
        return members
    }

    /// Works with the evaluator of all samples, or of the first few.
    private mutating func onEvaluator<Result>(
        of samples: Int, _ work: (inout Evaluator) throws -> Result
    ) rethrows -> Result {
        if samples == space.samples { return try work(&evaluator) }
        if part.samples.count != samples { part = evaluator.part(0..<samples) }
        return try work(&part)
    }
}
