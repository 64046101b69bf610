import Dispatch
import ServiceLifecycle
import Synchronization

/// Fires due events in the worlds whose clocks run, and sleeps until the next one.
///
/// It has a thread of its own, which blocks: a sleeping task would cost several hand-overs for each batch of events.
package final class Pacer: Sendable {
    fileprivate struct State: Sendable {
        /// When it runs next; nil when nothing is due.
        var deadline: ContinuousClock.Instant?
        var isAsleep = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let signal = ThreadSignal()
    private let thread = DispatchQueue(label: "hes-sim.pacer")

    init() {}

    /// Called from any thread; wakes the pacer only for something earlier than what it sleeps for.
    func wake(at deadline: ContinuousClock.Instant) {
        let mustWake = state.withLock { state in
            if let next = state.deadline, next <= deadline { return false }
            state.deadline = deadline
            defer { state.isAsleep = false }
            return state.isAsleep
        }
        if mustWake { signal.raise() }
    }

    /// Runs until cancelled.
    func run(_ simulator: Simulator) async {
        let end = Latch()
        thread.async {
            repeat { _ = self.fireDue(in: simulator) } while self.sleep()
            end.open()
        }
        await withTaskCancellationHandler {
            _ = await end.wait()
        } onCancel: {
            state.withLock { $0.isStopped = true }
            signal.raise()
        }
    }

    /// Fires what is due now.
    ///
    /// - Returns: when something is due next; nil when no clock runs towards an event.
    func fireDue(in simulator: Simulator) -> ContinuousClock.Instant? {
        // Before the worlds are examined, so that a deadline that comes meanwhile is not missed.
        state.withLock { $0.deadline = nil }
        let next = simulator.worlds.compactMap { $0.keepPace() }.min()
        return state.withLock { state in
            if let next { state.deadline = min(state.deadline ?? next, next) }
            return state.deadline
        }
    }

    /// Sleeps until the deadline, and at least a millisecond, so that events that fall due together are fired in one batch.
    ///
    /// - Returns: false once it is stopped.
    private func sleep() -> Bool {
        ThreadSignal.sleep(for: Self.shortestSleep)
        while let rest = state.withLock({ $0.beginSleep(at: .now) }) {
            if rest > Self.shortestSleep { signal.wait(atMost: rest) } else { ThreadSignal.sleep(for: rest) }
        }
        return state.withLock { state in
            state.isAsleep = false
            return !state.isStopped
        }
    }

    private static let shortestSleep = Duration.milliseconds(1)
}

extension Pacer.State {
    /// - Returns: how long to sleep; nil when something is due, or it is stopped.
    fileprivate mutating func beginSleep(at now: ContinuousClock.Instant) -> Duration? {
        let rest = deadline.map { now.duration(to: $0) } ?? .seconds(3600)
        isAsleep = rest > .zero && !isStopped
        return isAsleep ? min(rest, .seconds(3600)) : nil
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
