import ServiceLifecycle
import Synchronization

/// Comes by when something is due in a world whose clock runs.
package final class Pacer: Sendable {
    /// When it comes by next; nil while it is looking, when every wish rings.
    private let alarm: Mutex<ContinuousClock.Instant?> = Mutex(nil)
    private let bell = WakeUp()

    init() {}

    /// Called from any thread; cheap where the pacer comes by earlier anyway.
    func wake(at deadline: ContinuousClock.Instant) {
        let isEarlier = alarm.withLock { alarm in
            if let alarm, alarm <= deadline { return false }
            alarm = deadline
            return true
        }
        if isEarlier { bell.ring() }
    }

    /// Runs until cancelled.
    func run(_ simulator: Simulator) async {
        while !Task.isCancelled {
            alarm.withLock { $0 = nil }
            let worlds = simulator.worlds
            for world in worlds { world.runDue() }
            let next = worlds.compactMap(\.nextDeadline).min()
            if let next { alarm.withLock { alarm in alarm = min(alarm ?? next, next) } }
            await sleep(until: next)
        }
    }

    /// At least a millisecond where something is due, so that a crowd is served in one go.
    private func sleep(until deadline: ContinuousClock.Instant?) async {
        guard let deadline else { return await bell.wait() }
        let earliest = ContinuousClock.Instant.now.advanced(by: .milliseconds(1))
        await withTaskGroup { [bell] group in
            group.addTask {
                try? await Task.sleep(until: max(deadline, earliest), tolerance: .zero, clock: .continuous)
            }
            group.addTask { await bell.wait() }
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
