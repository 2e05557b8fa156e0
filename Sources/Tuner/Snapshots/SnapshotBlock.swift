package import Engine

/// The block of a task's snapshot; its identity is its share of a room, given back with the value.
package final class SnapshotBlock: Sendable {
    /// The block.
    package let view: View<UInt8>
    private let held: Int
    private let room: SnapshotRoom

    /// Takes a block for which a room counts `held` bytes in memory.
    init(_ view: View<UInt8>, held: Int, room: SnapshotRoom) {
        self.view = view
        self.held = held
        self.room = room
    }

    deinit { room.giveBack(held) }
}
