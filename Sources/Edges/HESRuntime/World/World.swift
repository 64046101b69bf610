package import HESContract
package import HESSimulation
import Logging
package import SimulationKernel
import Synchronization

/// One tenant's head-end behind a lock, with its clock and its output to the broker.
///
/// Decides under the lock; renders, answers and publishes outside it. Everything may be called from any thread.
package final class World: Sendable {
    /// What the process does for a world; none of it may block.
    struct Services: Sendable {
        let metrics: Metrics
        let logger: Logger
        /// Called when something is due earlier than it was.
        let wake: @Sendable (ContinuousClock.Instant) -> Void
        /// Called with every token that is issued.
        let onToken: @Sendable (_ username: String, _ token: String) -> Void
    }

    package let tenantCode: String
    package let key: Int
    /// Codes in its topics: its own, and the other one that its dialect may publish under.
    let topicCodes: [String]
    package let limits: CallLimits
    let dialect: Dialect
    let state: Mutex<WorldState>
    /// Records inputs for `--state`; nil for a world that is not durable.
    let recorder: (any InputRecorder)?
    let output: BrokerOutput
    let surroundings: Simulator.Surroundings
    /// The clock's mode at the world's start.
    let startMode: ClockMode
    let services: Services

    /// Begins where the replay ended.
    init(
        _ replay: Replay,
        mode: ClockMode,
        key: Int,
        surroundings: Simulator.Surroundings,
        recorder: (any InputRecorder)?,
        services: Services
    ) {
        let configuration = replay.headEnd.configuration
        tenantCode = configuration.tenantCode
        self.key = key
        topicCodes = configuration.topicCodes
        limits = CallLimits(maxMeters: configuration.limits.maxMeters, configuration.dialect)
        dialect = configuration.dialect
        self.surroundings = surroundings
        self.recorder = recorder
        self.services = services
        startMode = mode
        let clock = PacedClock(mode: mode, start: replay.instant, wall: .now)
        state = Mutex(WorldState(headEnd: replay.headEnd, clock: clock))
        output = BrokerOutput(tenantCode: configuration.tenantCode, worldKey: key, surroundings: surroundings)
        let refused = output.enqueue(replay.owedDeliveries)
        precondition(refused.isEmpty, "the broker's output is not suspended yet")
        for command in replay.headEnd.broker.lasting { output.enqueue(command) }
    }

    /// Fires every event that is due at the clock's instant.
    package func runDue() {
        act { state, wall in ((), state.headEnd.advance(to: state.clock.now(wall: wall))) }
    }

    /// When the pacer must run next; nil when nothing is due or the clock stands still.
    package var nextDeadline: ContinuousClock.Instant? {
        state.withLock { state in state.headEnd.nextEvent.flatMap { state.clock.wallInstant(of: $0) } }
    }

    /// Answers that the scenario holds back now.
    package var heldReplyCount: Int { state.withLock { $0.replies.heldCount } }

    /// Whether it was deleted or replaced.
    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The instant of its clock.
    package var now: SimulatedInstant { read { $1.now(wall: .now) } }

    package func read<Result>(_ body: (borrowing HeadEnd, PacedClock) -> Result) -> Result {
        state.withLock { body($0.headEnd, $0.clock) }
    }

    /// Ends a world that was deleted or replaced: opens its barriers and sends its answers.
    func end() {
        let barriers = state.withLock { state in
            endOutages(&state)
            return state.end()
        }
        // Before the barriers, as in `settle`: when a clock command returns, the held answers have left.
        releaseReplies()
        for barrier in barriers { barrier.open() }
        journalChanged()
    }

    /// Ends the outages of the broker that rules have begun.
    ///
    /// Called under the lock.
    func endOutages(_ state: inout WorldState) {
        for command in state.headEnd.endOutages() { output.enqueue(command) }
    }

    /// Decides under the lock, then acts outside it on what was decided.
    @discardableResult
    func act<Result>(_ decide: (inout WorldState, ContinuousClock.Instant) -> (Result, [Effect])) -> Result {
        let (result, releases, deadline, waiters) = state.withLock { state in
            let before = state.headEnd.nextEvent
            // Read under the lock, so that a later decision never has an earlier instant.
            let wall = ContinuousClock.now
            let (result, decided) = decide(&state, wall)
            var effects = decided
            // The decision may have made a held answer due at this instant, as its plan's push is no longer awaited. On a
            // manual clock nothing else would fire it.
            if state.replies.hasHeld { effects += state.headEnd.advance(to: state.headEnd.now) }
            let releases = apply(effects, at: wall, to: &state)
            return (result, releases, state.earlierDeadline(than: before), state.journalWaiters.removeAll())
        }
        // Waiters and the pacer only start other threads; answers leave before pushes are rendered, which takes longest.
        for waiter in waiters { waiter.open() }
        if let deadline { services.wake(deadline) }
        for release in releases {
            switch release {
            case .reply(let held): self.release(held)
            case .part(let part, let send): send(part)
            }
        }
        output.flush()
        return result
    }

    /// Called under the lock.
    private func apply(
        _ effects: [Effect],
        at wall: ContinuousClock.Instant,
        to state: inout WorldState
    ) -> [PendingReplies.Release] {
        guard !effects.isEmpty else { return [] }
        var deliveries: [PushMessage] = []
        var releases: [PendingReplies.Release] = []
        for effect in effects {
            switch effect {
            case .publish(let delivery):
                state.pushLags.add(delivery.ticket, due: wall)
                deliveries.append(delivery)
            case .releaseReply(let number):
                if let release = state.replies.release(number, scheduling: &state.headEnd) { releases.append(release) }
            case .broker(let command):
                // A broker that goes down still gets the pushes that were decided before.
                enqueue(deliveries, in: &state)
                deliveries = []
                output.enqueue(command)
            }
        }
        enqueue(deliveries, in: &state)
        return releases
    }

    private func enqueue(_ deliveries: [PushMessage], in state: inout WorldState) {
        for refused in output.enqueue(deliveries) {
            let now = state.headEnd.now
            let failure = "too much waits for a broker that is down"
            _ = state.headEnd.settle(refused.ticket, failure: failure, at: now)
            state.pushLags.remove(refused.ticket)
            record(.settle(ticket: refused.ticket, failure: failure), at: now)
        }
    }

    /// Called under the lock, which keeps the order.
    func record(_ kind: RecordedInput.Kind, at instant: SimulatedInstant) {
        recorder?.record(RecordedInput(tenantCode: tenantCode, instant: instant, kind: kind))
    }
}
