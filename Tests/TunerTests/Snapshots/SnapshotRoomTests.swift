import Engine
import TestSupport
import Testing
import Tuner

@Suite("Room for snapshots")
struct SnapshotRoomTests {
    private static let needs = [
        SnapshotRoom.Need(snapshot: 100, other: 10), SnapshotRoom.Need(snapshot: 50, other: 10),
        SnapshotRoom.Need(snapshot: 100, other: 10),
    ]

    @Test(
        "fills memory first, beside what has to lie there, and then the disk",
        arguments: [
            (280, 280, 0), (279, 180, 100), (180, 180, 100), (179, 130, 150), (80, 80, 200),
            (79, 30, 250), (1, 30, 250),
        ])
    func split(limit: Int, memory: Int, disk: Int) {
        let split = SnapshotRoom(limit: ByteCount(limit)).split(Self.needs)
        #expect(split.memory.rawValue == memory && split.disk.rawValue == disk)
    }

    @Test("counts what is held until it is given back")
    func givenBack() throws {
        let directory = try TemporaryDirectory()
        let room = SnapshotRoom(limit: ByteCount(280), directory: directory.path)
        var blocks = try room.blocks(Self.needs, for: "3 prompts")
        #expect(blocks.map(\.view.count) == [100, 50, 100])
        #expect(room.split(Self.needs).disk.rawValue == 250)
        let spilled = try room.blocks(Self.needs, for: "3 prompts")
        #expect(spilled.map(\.view.count) == [100, 50, 100])
        #expect(try Files.names(in: directory.path).isEmpty)
        blocks = []
        #expect(room.split(Self.needs).disk.rawValue == 100)
        withExtendedLifetime((blocks, spilled)) {}
    }

    @Test("is refused with both numbers where neither memory nor the disk holds all")
    func refused() throws {
        // A file system without blocks.
        let room = SnapshotRoom(limit: ByteCount(200), directory: "/proc")
        let error = try #require(throws: MachineError.self) {
            _ = try room.blocks(Self.needs, for: "3 prompts")
        }
        #expect(error.exitStatus == .machineTooSmall)
        for part in ["200 B of memory", "0 B of disk in /proc", "3 prompts", "280 B"] {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    @Test("what must lie in memory is refused if the machine does not have it")
    func tooSmall() throws {
        let room = SnapshotRoom(limit: ByteCount(1))
        let error = try #require(throws: MachineError.self) {
            _ = try room.blocks(
                [.init(snapshot: 1, other: 1 << 60)], for: "1 prompt")
        }
        guard case .tooSmall = error else { throw error }
    }
}
