package import Engine
internal import Foundation
internal import Synchronization

/// Where prefilled prompts lie: in memory up to a limit, beyond it in files that have no name.
///
/// Its identity is the count of the bytes in memory, which all stages of a run share.
package final class SnapshotRoom: Sendable {
    /// Bytes of a task that its prefill needs.
    package struct Need: Sendable, Equatable {
        /// Of its snapshot, which may lie on disk.
        package let snapshot: Int
        /// Of what is kept beside it, which lies in memory.
        package let other: Int

        /// States both.
        package init(snapshot: Int, other: Int) {
            self.snapshot = snapshot
            self.other = other
        }
    }

    /// How much of some tasks lies where.
    package struct Split: Sendable, Equatable {
        /// In memory.
        package let memory: ByteCount
        /// On disk.
        package let disk: ByteCount
    }

    /// Bytes that may lie in memory.
    private let limit: Int
    /// Bytes that may lie in memory whatever the caller's limit for prompts is.
    private let machineLimit: Int
    private let directory: String
    private let used = Mutex(0)

    /// Makes room.
    ///
    /// - Parameters:
    ///   - limit: Bytes that may lie in memory; by default a share of the memory that is free.
    ///   - directory: Where files go; it must exist only if one is needed.
    package init(limit: ByteCount? = nil, directory: String = SnapshotRoom.temporaryDirectory) {
        let machine = MemoryGuard(limit: nil).limit.rawValue
        self.limit = limit?.rawValue ?? machine
        machineLimit = max(machine, self.limit)
        self.directory = directory
    }

    /// `TMPDIR`, else the system's directory for large temporary files, as `/tmp` may be memory.
    package static var temporaryDirectory: String {
        ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
    }

    /// Says where tasks would lie; what they need beside their snapshots is counted first.
    package func split(_ needs: [Need]) -> Split {
        let taken = used.withLock { $0 } + needs.reduce(0) { $0 + $1.other }
        let onDisk = places(needs, taken: taken)
        let disk = zip(needs, onDisk).reduce(0) { $0 + ($1.1 ? $1.0.snapshot : 0) }
        let all = needs.reduce(0) { $0 + $1.snapshot + $1.other }
        return Split(memory: ByteCount(all - disk), disk: ByteCount(disk))
    }

    /// Refuses tasks that there is no room for.
    ///
    /// - Throws: `MachineError` with what there is if neither memory nor the disk holds them.
    package func check(_ needs: [Need], for purpose: String) throws(MachineError) {
        let split = split(needs)
        let other = needs.reduce(0) { $0 + $1.other }
        guard other <= machineLimit else {
            throw .tooSmall(
                purpose: purpose, needed: ByteCount(other), limit: ByteCount(machineLimit))
        }
        let free = split.disk.rawValue == 0 ? 0 : Self.freeDisk(in: directory)
        guard split.disk.rawValue <= free else {
            throw .neitherHolds(
                purpose: purpose, needed: split.memory + split.disk, memory: ByteCount(limit),
                disk: ByteCount(free), directory: directory)
        }
    }

    /// Reserves the blocks of tasks, all before the first of them is filled.
    ///
    /// - Throws: What `check` throws, `MemoryError`, or `FileError`.
    package func blocks(_ needs: [Need], for purpose: String) throws -> [SnapshotBlock] {
        try check(needs, for: purpose)
        let other = needs.reduce(0) { $0 + $1.other }
        let onDisk = places(needs, taken: used.withLock { $0 } + other)
        return try zip(needs, onDisk).map { need, isOnDisk in
            let view =
                try isOnDisk
                ? Buffer<UInt8>(count: need.snapshot, spilledTo: directory).view
                : Buffer<UInt8>(count: need.snapshot).view
            let held = need.other + (isOnDisk ? 0 : need.snapshot)
            used.withLock { $0 += held }
            return SnapshotBlock(view[0..<need.snapshot], held: held, room: self)
        }
    }

    /// Takes back what a block held.
    func giveBack(_ bytes: Int) { used.withLock { $0 -= bytes } }

    /// Which snapshots lie on disk: those that do not fit beside what is taken, in order.
    private func places(_ needs: [Need], taken: Int) -> [Bool] {
        var taken = taken
        return needs.map { need in
            guard need.snapshot <= limit - taken else { return true }
            taken += need.snapshot
            return false
        }
    }

    /// Bytes that a directory's device has free for this user; 0 if it does not say.
    private static func freeDisk(in directory: String) -> Int {
        var status = statvfs()
        guard unsafe statvfs(directory, &status) == 0 else { return 0 }
        let (bytes, overflow) = UInt64(status.f_bavail)
            .multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? Int.max : Int(clamping: bytes)
    }
}
