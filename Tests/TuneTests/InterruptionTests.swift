internal import Foundation
internal import Testing
internal import tune

@Suite("Interruption")
struct InterruptionTests {
    @Test("the first signal sets the flag and is told by its number")
    func firstSignal() async throws {
        let interruption = Interruption()
        try interruption.flag.check()
        kill(getpid(), SIGTERM)
        for _ in 0..<500 where !interruption.flag.isRequested {
            try await Task.sleep(for: .milliseconds(10))
        }
        let error = try #require(throws: StoppedBySignal.self) { try interruption.flag.check() }
        #expect(error.number == SIGTERM)
        #expect(error.exitCode == 143)
    }
}
