package import Engine
internal import Foundation

/// Refuses work that would not fit in memory before it starts.
package struct MemoryGuard: Sendable {
    /// Share of the machine's free memory that kept prompts may take by default: caches, logits and
    /// scratch memory of the passes need the rest.
    private static let share = 0.7

    /// The most bytes that are let through.
    let limit: ByteCount

    /// Guards a limit; by default a share of the memory that is free.
    package init(limit: ByteCount?) {
        self.limit =
            limit ?? ByteCount(Int(Double(Self.freeBytes) * Self.share))
    }

    /// Refuses a number of bytes above the limit.
    ///
    /// - Throws: `MachineError.tooSmall` with both numbers.
    package func check(_ bytes: ByteCount, for purpose: String) throws(MachineError) {
        guard bytes <= limit else {
            throw .tooSmall(purpose: purpose, needed: bytes, limit: limit)
        }
    }

    /// Bytes that the system says are available, what it would free from its file cache included;
    /// all of the machine's memory where it does not say.
    private static var freeBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return Int(clamping: ProcessInfo.processInfo.physicalMemory) }
        return kibibytes * 1024
    }
}
