import Engine
import TestSupport
import Testing
import Tuner

@Suite("Local error profile")
struct LocalErrorProfileTests {
    private static let retentions = [7, 21].compactMap { try? Retention(kernel: $0) }
    private static let group = 64
    /// Roots of errors are norms: float32 may move them by this share of the whole output's norm.
    private static let rounding = 2e-5

    private let study: ToyStudy
    private let profile: LocalErrorProfile
    private let ranks: [Retention: [TokenRanks]]

    init() throws {
        study = try ToyStudy(tasks: 3, words: 15...45)
        var evaluator = Evaluator(study.samples, model: study.model)
        profile = try LocalErrorProfile(
            &evaluator, model: study.model, retentions: Self.retentions,
            grouping: Grouping(keyGroup: Self.group, valueGroup: Self.group),
            context: study.selection.context
        ) { _ in }
        var ranks: [Retention: [TokenRanks]] = [:]
        for retention in Self.retentions { ranks[retention] = try evaluator.ranks(for: retention) }
        self.ranks = ranks
    }

    /// What a change of the top-ranked tokens does to a head, mean over the samples.
    private func slowError(
        layer: Int, head: Int, retention: Retention,
        _ change: (_ prompt: [SlowLocalError.Token], _ ranked: [Int]) -> [SlowLocalError.Token]
    ) throws -> (error: Double, size: Double) {
        var sums = (error: 0.0, size: 0.0)
        for (index, sample) in study.samples.enumerated() {
            let slow = try SlowLocalError(sample, model: study.model, layer: layer, head: head)
            let order = try #require(ranks[retention])[index]
                .positions(layer: layer, head: head).array.map(Int.init)
            sums.error += slow.error(of: change(slow.prompt, order))
            sums.size += slow.size
        }
        let count = Double(study.samples.count)
        return (sums.error / count, sums.size / count)
    }

    private func expectEqual(
        _ found: Double, _ slow: (error: Double, size: Double), _ place: String
    ) {
        let distance = abs(max(0, found).squareRoot() - slow.error.squareRoot())
        #expect(
            distance <= Self.rounding * slow.size.squareRoot(),
            "\(place): found \(found), expected \(slow.error)")
    }

    @Test("hears of every layer once, in order")
    func layers() throws {
        var heard: [Int] = []
        var evaluator = Evaluator(study.samples, model: study.model)
        _ = try LocalErrorProfile(
            &evaluator, model: study.model, retentions: Self.retentions, grouping: Grouping(),
            context: study.selection.context
        ) { heard.append($0) }
        #expect(heard == [1, 2, 3])
    }

    @Test(
        "pruning errors are those of softmax over what is kept and the answer's own tokens",
        arguments: [(0, 0), (1, 1), (2, 0)], retentions)
    func pruning(place: (layer: Int, head: Int), retention: Retention) throws {
        let errors = try #require(profile.errors[retention])[place.layer][place.head]
        for (border, tokens) in profile.levels.borders.enumerated() where tokens > 0 {
            let slow = try slowError(layer: place.layer, head: place.head, retention: retention) {
                prompt, ranked in ranked.prefix(tokens).map { prompt[$0] }
            }
            expectEqual(errors.pruning[border], slow, "\(tokens) tokens")
        }
    }

    @Test(
        "key errors of a slice are those of its keys alone, read back from their codes",
        arguments: [2, 4, 8])
    func keys(bits: Int) throws {
        let retention = Self.retentions[1]
        let errors = try #require(profile.errors[retention])[1][0]
        let table = errors.keys[try #require(LocalErrors.bits.firstIndex(of: bits))]
        let quantizer = GroupQuantizer(bits: bits, group: Self.group, perChannel: true)
        for (index, slice) in profile.levels.slices.enumerated() {
            let slow = try slowError(layer: 1, head: 0, retention: retention) { prompt, ranked in
                let places = ranked.enumerated().filter { slice.contains($0.offset) }
                    .map(\.element).sorted()
                var changed = prompt
                let keys = Self.roundTrip(places.map { prompt[$0].key }, quantizer)
                for (place, key) in zip(places, keys) { changed[place].key = key }
                return changed
            }
            expectEqual(table[index + 1] - table[index], slow, "ranks \(slice)")
        }
    }

    @Test(
        "value errors of a slice are those of its values alone, read back from their codes",
        arguments: [2, 4, 8])
    func values(bits: Int) throws {
        let retention = Self.retentions[0]
        let errors = try #require(profile.errors[retention])[2][1]
        let table = errors.values[try #require(LocalErrors.bits.firstIndex(of: bits))]
        let quantizer = GroupQuantizer(
            bits: bits, group: study.model.shape.headDim, perChannel: false)
        for (index, slice) in profile.levels.slices.enumerated() {
            let slow = try slowError(layer: 2, head: 1, retention: retention) { prompt, ranked in
                var changed = prompt
                for (rank, place) in ranked.enumerated() where slice.contains(rank) {
                    changed[place].value = Self.roundTrip([prompt[place].value], quantizer)[0]
                }
                return changed
            }
            expectEqual(table[index + 1] - table[index], slow, "ranks \(slice)")
        }
    }

    @Test("with every token there is no pruning error, and more bits err less")
    func extremes() throws {
        for errors in profile.errors.values.joined().joined() {
            let all = try #require(errors.pruning.last)
            #expect(all <= 1e-9 * errors.pruning[1], "\(all)")
            for tables in [errors.keys, errors.values] {
                let totals = tables.compactMap(\.last)
                #expect(totals == totals.sorted(by: >), "\(totals)")
                #expect(tables.allSatisfy { $0 == $0.sorted() && $0[0] == 0 })
            }
        }
    }

    @Test("threads do not matter")
    func threads() throws {
        let other = try LanguageModel(path: study.directory.path + "/toy.gguf", threads: 3)
        var evaluator = Evaluator(study.samples, model: other)
        let threaded = try LocalErrorProfile(
            &evaluator, model: other, retentions: Self.retentions,
            grouping: Grouping(keyGroup: Self.group, valueGroup: Self.group),
            context: study.selection.context
        ) { _ in }
        for retention in Self.retentions {
            let pairs = zip(
                try #require(profile.errors[retention]).joined(),
                try #require(threaded.errors[retention]).joined())
            for (a, b) in pairs {
                #expect(a.pruning == b.pruning && a.keys == b.keys && a.values == b.values)
            }
        }
    }

    /// Rows `[tokens][D]` as they read back after quantization.
    private static func roundTrip(
        _ rows: [[Double]], _ quantizer: GroupQuantizer
    ) -> [[Double]] {
        guard let headDim = rows.first?.count else { return [] }
        let stored = SlowKernels.quantize(
            rows.joined().map { Float($0) }, headDim: headDim, by: quantizer)
        let values = SlowKernels.dequantize(
            stored.codes, pairs: stored.pairs, headDim: headDim, by: quantizer
        ).map(\.value)
        return rows.indices.map { Array(values[$0 * headDim..<($0 + 1) * headDim]) }
    }
}
