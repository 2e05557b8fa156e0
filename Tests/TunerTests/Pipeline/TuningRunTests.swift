import Engine
import TestSupport
import Testing
import Tuner

@Suite("Tuning run")
struct TuningRunTests {
    private let study: ToyStudy
    private let preparation: SamplePreparation

    init() throws {
        study = try ToyStudy(tasks: 14)
        preparation = SamplePreparation(
            model: study.model, columnSums: false, maxNewTokens: study.selection.maxNewTokens)
    }

    private func run(
        prepare: @escaping ([TokenizedTask], String) throws -> [MeasuredSample]
    ) throws -> TuningRun {
        let budget = study.budget(oneOf: 4)
        return try TuningRun(
            TuningRequest(
                goal: .budget(budget.bytes), context: nil, maxNewTokens: nil, concurrency: 1,
                granularity: .model, trials: 2, seed: 0, toolVersion: "0"),
            model: study.model, calibration: study.selection, calibrationHash: ToyProfile.sha256,
            heldOut: nil, monitor: SearchMonitor(hear: { _ in }, shouldStop: { false }),
            prepare: prepare)
    }

    @Test("the search's prompts are gone when those that judge come")
    func room() throws {
        let split = try TaskSplit(study.selection, heldOut: nil)
        let needs = preparation.needs(split.search)
        let limit = needs.reduce(0) { $0 + $1.snapshot + $1.other }
        let room = SnapshotRoom(limit: ByteCount(limit))
        let prepares = SamplePreparation(
            model: study.model, columnSums: false, maxNewTokens: study.selection.maxNewTokens,
            room: room)
        var free: [Bool] = []
        _ = try run { tasks, _ in
            free.append(room.split(needs).disk.rawValue == 0)
            return try prepares.samples(tasks) { _, _ in }
        }.run()
        #expect(free == [true, true])
        #expect(room.split(needs).disk.rawValue == 0)
    }

    @Test("held-out tasks without room are refused before the search")
    func check() throws {
        let split = try TaskSplit(study.selection, heldOut: nil)
        let needs = preparation.needs(split.certify)
        let limit = needs.reduce(0) { $0 + $1.snapshot + $1.other }
        let run = try run { _, _ in [] }
        try run.check(SnapshotRoom(limit: ByteCount(limit), directory: "/proc"))
        let error = try #require(throws: MachineError.self) {
            try run.check(SnapshotRoom(limit: ByteCount(limit - 1), directory: "/proc"))
        }
        #expect(error.description.contains("for \(split.certify.count) prefilled prompts"))
    }
}
