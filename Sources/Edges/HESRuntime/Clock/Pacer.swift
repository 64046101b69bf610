import ServiceLifecycle
import Synchronization

/// Fires due events in the worlds whose clocks run, and sleeps until the next one.
package final class Pacer: Sendable {
    /// When it runs next; nil while it examines the worlds: then every deadline raises the signal.
    private let alarm: Mutex<ContinuousClock.Instant?> = Mutex(nil)
    private let signal = Signal()

    init() {}

    /// Called from any thread; cheap if the pacer runs earlier anyway.
    func wake(at deadline: ContinuousClock.Instant) {
        let isEarlier = alarm.withLock { alarm in
            if let alarm, alarm <= deadline { return false }
            alarm = deadline
            return true
        }
        if isEarlier { signal.raise() }
    }

    /// Runs until cancelled.
    func run(_ simulator: Simulator) async {
        while !Task.isCancelled {
            await sleep(until: fireDue(in: simulator))
        }
    }

    /// Fires what is due now.
    ///
    /// - Returns: when something is due next; nil when no clock runs towards an event.
    func fireDue(in simulator: Simulator) -> ContinuousClock.Instant? {
        // Before the worlds are examined, so that a deadline that comes meanwhile is not missed.
        alarm.withLock { $0 = nil }
        let worlds = simulator.worlds
        for world in worlds {
            world.runDue()
            world.stopAtTheEnd()
        }
        let next = worlds.compactMap(\.nextDeadline).min()
        if let next { alarm.withLock { alarm in alarm = min(alarm ?? next, next) } }
        return next
    }

    /// At least a millisecond, so that events that fall due together are fired in one batch; at most an hour, as the
    /// runtime counts a sleep in 64 bits of nanoseconds.
    private func sleep(until deadline: ContinuousClock.Instant?) async {
        guard let deadline else { return await signal.wait() }
        let now = ContinuousClock.Instant.now
        let (earliest, latest) = (now.advanced(by: .milliseconds(1)), now.advanced(by: .seconds(3600)))
        await withTaskGroup { [signal] group in
            group.addTask {
                // Throws when cancelled, as after a signal, which ends the sleep as well.
                try? await Task.sleep(until: min(max(deadline, earliest), latest), tolerance: .zero, clock: .continuous)
            }
            group.addTask { await signal.wait() }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Keeps the running worlds going until the process shuts down.
package struct PacerService: Service {
    private let simulator: Simulator

    package init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await simulator.pacer.run(simulator) }
    }
}

extension Simulator {
    /// As the pacer does at its turn; for tests without its task.
    ///
    /// - Returns: when something is due next.
    package func fireDue() -> ContinuousClock.Instant? { pacer.fireDue(in: self) }
}
