import Synchronization

/// The wall clock of a run; only the run moves it.
final class SimulatedWall: Sendable {
    private let instant = Mutex(ContinuousClock.Instant.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func move(by duration: Duration) { instant.withLock { $0 += duration } }
}
