import Engine
import Foundation
import TestSupport
import Testing

@Suite("Plans on the real model, against the reference", .enabled(if: RealModel.isPresent))
struct ReferencePlanTests {
    private let reference: ReferenceValues
    private let model: LanguageModel

    init() throws {
        reference = try ReferenceValues.load()
        model = try RealModel.load()
    }

    /// The names of all plans in mode prompt.
    private static let names =
        (try? ReferenceValues.load().plans.filter { $0.mode == .prompt }.map(\.name)) ?? []

    @Test func `there are 24 plans in mode prompt`() {
        #expect(Self.names.count == 24)
    }

    @Test("quality, kept positions and attention outputs agree", arguments: names)
    func plan(name: String) throws {
        let expected = try #require(reference.plans.first { $0.name == name })
        let run = try Run(reference, model, plan: expected.plan.plan(for: model.shape), expected)
        expectQuality(run, expected)
        expectKeptPositions(run, expected)
        expectAttention(run, expected)
    }

    @Test func `the full cache gives the reference's log-probabilities`() throws {
        let expected = try #require(reference.plans.first { $0.name == "all_16" })
        let run = try Run(reference, model, plan: expected.plan.plan(for: model.shape), expected)
        let answer = reference.forward.answerIds.short
        for (index, logit) in reference.forward.answerLogprobsFloat32Cache.dropFirst().enumerated()
        {
            let row = run.logits[index]
            let found = Double(row[answer[index + 1]]) - Kernels.logSumExp(row)
            #expect(abs(found - logit) <= 5e-3, "answer token \(index + 1)")
        }
    }

    private func expectQuality(_ run: Run, _ expected: ReferencePlanResult) {
        let (result, noise) = (expected.result, expected.noise)
        let allEight = expected.name.contains("K8_V8")
        let klTolerance = max(result.kl * (allEight ? 0.25 : 0.05) + 2e-6, 3 * noise.kl)
        #expect(abs(run.kl - result.kl) <= klTolerance, "kl \(run.kl), expected \(result.kl)")
        let nllTolerance = max(5e-3, 0.01 * result.nll, 3 * noise.nll)
        #expect(abs(run.nll - result.nll) <= nllTolerance, "nll \(run.nll)")
        let fullTolerance = max(5e-3, 0.01 * result.fullNll)
        #expect(abs(run.fullNLL - result.fullNll) <= fullTolerance, "full nll \(run.fullNLL)")
        let slack =
            Double(result.positionsTooCloseToCall.count) / Double(run.answer.count - 1) + 1e-6
        #expect(abs(run.agreement - result.agreement) <= slack, "agreement \(run.agreement)")
    }

    private func expectKeptPositions(_ run: Run, _ expected: ReferencePlanResult) {
        let layer = expected.keptAtMiddleLayer.layer
        for (head, kept) in expected.keptAtMiddleLayer.byKvHead.enumerated() {
            let positions = run.cache.positions(
                layer: layer, head: head, ranks: run.ranks.positions(layer: layer, head: head))
            let found = positions.joined().map(Int.init).sorted()
            switch kept {
            case .all: #expect(found == Array(0..<run.promptTokens), "head \(head)")
            case .some(let expected): #expect(found == expected, "head \(head)")
            }
        }
    }

    private func expectAttention(_ run: Run, _ expected: ReferencePlanResult) {
        let headDim = model.shape.headDim
        for (index, output) in expected.attentionOutputs.enumerated() {
            let row = run.outputs(layer: output.layer)[output.newToken].array
            let found = Array(row.prefix(headDim)) + Array(row.suffix(headDim))
            let worst = worstDifference(found, Array(output.valuesOfFirstAndLastHead.joined()))
            let base = output.layer == 0 ? (output.newToken == 0 ? 1e-4 : 5e-5) : 1e-2
            let tolerance = max(base, 3 * expected.noise.attentionOutputs[index])
            #expect(
                Double(worst.value) <= tolerance,
                "layer \(output.layer), new token \(output.newToken), channel \(worst.index)")
        }
    }
}

/// One plan's teacher-forced answer on the reference prompt.
private struct Run {
    let answer: [Int]
    let promptTokens: Int
    let ranks: TokenRanks
    let cache: CompressedKVCache
    let logits: Rows
    let full: Rows
    private let traces: [AttentionTrace]
    private let flush: Int

    init(
        _ reference: ReferenceValues, _ model: LanguageModel, plan: CompressionPlan,
        _ expected: ReferencePlanResult
    ) throws {
        let transformer = model.transformer
        let tokens = reference.forward.promptIds
        let ids = reference.forward.answerIds
        let answer = expected.answer == .short ? ids.short : ids.long
        let snapshot = try transformer.prefill(
            tokens, columnSums: plan.retention.scorer == .h2o)
        let batch = AnswerBatch([.init(snapshot: snapshot, answer: answer)])
        let full = try CompressionPlan.keepAll(shape: model.shape)
        let fullRanks = try TokenRanks(
            snapshot, retention: full.retention, workers: transformer.workers)
        self.full = try transformer.logits(batch, under: full, ranks: [fullRanks])
        ranks = try TokenRanks(snapshot, retention: plan.retention, workers: transformer.workers)
        cache = try CompressedKVCache(
            plan, shape: model.shape, promptTokens: tokens.count, newTokens: 0)
        var trace: AttentionTrace? = AttentionTrace()
        logits = try transformer.logits(batch, under: plan, ranks: [ranks], trace: &trace)
        traces = try #require(trace).split(layers: model.shape.layerCount)
        flush = plan.flush
        self.answer = answer
        promptTokens = tokens.count
    }

    /// Attention outputs of all fed tokens in a layer.
    func outputs(layer: Int) -> [View<Float>] {
        traces.flatMap { trace in
            (0..<trace.outputs[layer].count).map { trace.outputs[layer][$0] }
        }
    }

    private var rows: Range<Int> { 0..<answer.count - 1 }

    var kl: Double {
        mean { row in
            Kernels.divergence(
                full[row], logSum: Kernels.logSumExp(full[row]), from: logits[row],
                logSum: Kernels.logSumExp(logits[row]))
        }
    }

    var nll: Double { nll(of: logits) }

    var fullNLL: Double { nll(of: full) }

    var agreement: Double {
        mean { Kernels.argMax(full[$0]) == Kernels.argMax(logits[$0]) ? 1 : 0 }
    }

    private func nll(of logits: Rows) -> Double {
        mean { Kernels.logSumExp(logits[$0]) - Double(logits[$0][answer[$0 + 1]]) }
    }

    private func mean(_ value: (Int) -> Double) -> Double {
        rows.map(value).reduce(0, +) / Double(rows.count)
    }
}

extension AttentionTrace {
    /// The traces of the chunks, each with one entry per layer.
    fileprivate func split(layers: Int) -> [AttentionTrace] {
        stride(from: 0, to: outputs.count, by: layers).map { start in
            AttentionTrace(outputs: Array(outputs[start..<start + layers]))
        }
    }
}
