import MQTTClient
import Synchronization

/// The client's own clock: the machine's, and what `advance` added to it.
///
/// Tokens, back-off and the time limits of exchanges follow it; those of operations and results follow the machine's clock.
package final class VirtualClock: Sendable {
    private struct State {
        var added = Duration.zero
        var sleepers: [UInt64: (due: Duration, wake: Promise<Void>)] = [:]
        var nextSleeper: UInt64 = 0
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    package init() {}

    /// Time since the clock was made.
    package var now: Duration { state.withLock { elapsed($0) } }

    /// Adds `duration` and resumes every pause that is over by then.
    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.added += duration
            let now = elapsed(state)
            return state.sleepers.values.filter { $0.due <= now }.map(\.wake)
        }
        for wake in due { wake.succeed() }
    }

    /// - Throws: `CancellationError`.
    package func pause(for duration: Duration) async throws {
        guard duration > .zero else { return }
        let wake = Promise<Void>()
        let sleeper = state.withLock { state in
            defer { state.nextSleeper += 1 }
            state.sleepers[state.nextSleeper] = (elapsed(state) + duration, wake)
            return state.nextSleeper
        }
        defer { state.withLock { _ = $0.sleepers.removeValue(forKey: sleeper) } }
        _ = await value(of: wake, within: duration)
        try Task.checkCancellation()
    }

    private func elapsed(_ state: State) -> Duration {
        start.duration(to: .now) + state.added
    }
}
