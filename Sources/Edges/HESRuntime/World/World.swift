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
        /// The wall clock: the system's, or a test's.
        let wall: @Sendable () -> ContinuousClock.Instant
    }

    package let tenantCode: String
    package let key: Int
    /// Codes in its topics: its own, and the other one that its dialect may publish under.
    let topicCodes: [String]
    package let limits: CallLimits
    /// What may wait to be pushed.
    let waitingLimit: PushLoad
    let dialect: Dialect
    let state: Mutex<WorldState>
    /// Records inputs for `--state`; nil for a world that is not durable.
    let recorder: (any InputRecorder)?
    let output: BrokerOutput
    let workers: RenderWorkers
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
        workers: RenderWorkers,
        services: Services
    ) {
        let configuration = replay.headEnd.configuration
        tenantCode = configuration.tenantCode
        self.key = key
        topicCodes = configuration.topicCodes
        limits = configuration.callLimits
        waitingLimit = configuration.limits.waiting
        dialect = configuration.dialect
        self.surroundings = surroundings
        self.recorder = recorder
        self.workers = workers
        self.services = services
        startMode = mode
        let clock = PacedClock(mode: mode, start: replay.instant, wall: services.wall())
        var first = WorldState(headEnd: replay.headEnd, clock: clock, wall: services.wall())
        first.headEnd.keepsPushes = recorder != nil
        first.modeOfControl = replay.mode
        state = Mutex(first)
        output = BrokerOutput(
            tenantCode: configuration.tenantCode,
            worldKey: key,
            surroundings: surroundings,
            workers: workers,
            commands: replay.headEnd.broker.lasting,
            owed: replay.owedPushes
        )
    }

    /// Fires every event that is due at the clock's instant.
    package func runDue() {
        act { state, wall in ((), state.headEnd.advance(to: state.clock.now(wall: wall))) }
    }

    /// When the pacer must run next: at the next event, or where the clock ends; nil when the clock stands still.
    var nextDeadline: ContinuousClock.Instant? {
        state.withLock { state in state.clock.wallInstant(of: min(state.headEnd.nextEvent ?? .last, .last)) }
    }

    /// Answers that the scenario holds back now.
    package var heldReplyCount: Int { state.withLock { $0.replies.heldCount } }

    /// Whether it was deleted or replaced.
    package var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The instant of its clock.
    package var now: SimulatedInstant {
        state.withLock { $0.clock.now(wall: services.wall()) }
    }

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
        workers.removeWorld(key)
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
    ///
    /// - Parameters:
    ///   - isInstantGiven: whether a client learns the instant or the state at it, so that a restart may not go behind it; else
    ///     only a running clock's instant is reserved.
    ///   - decide: called under the lock.
    /// - Returns: what `decide` returns beside the effects.
    @discardableResult
    func act<Result>(
        isInstantGiven: Bool = false,
        _ decide: (inout WorldState, ContinuousClock.Instant) -> (Result, [Effect])
    ) -> Result {
        let (result, follow, deadline, waiters, isHalted) = state.withLock { state in
            let before = state.headEnd.nextEvent
            // Read under the lock, so that a later decision never has an earlier instant.
            let wall = services.wall()
            let (result, effects) = decide(&state, wall)
            reserve(isInstantGiven: isInstantGiven, in: &state)
            let follow = apply(effects, at: wall, to: &state)
            return (
                result, follow, state.earlierDeadline(than: before), state.journalWaiters.removeAll(), state.isHalted
            )
        }
        // Waiters and the pacer only start other threads; answers leave before pushes may be rendered, which takes longest.
        for waiter in waiters { waiter.open() }
        if let deadline { services.wake(deadline) }
        for release in follow.releases where !isHalted {
            switch release {
            case .reply(let held): self.release(held)
            case .part(of: let reply): reply.flush()
            }
        }
        if !isHalted { output.flush() }
        for push in follow.refused { finish(push) }
        return result
    }

    /// What follows from effects, to be done outside the lock.
    private struct FollowUp {
        var releases: [PendingReplies.Release] = []
        /// Pushes for which there was no room.
        var refused: [SettledPush] = []
    }

    /// Called under the lock.
    private func apply(_ decided: [Effect], at wall: ContinuousClock.Instant, to state: inout WorldState) -> FollowUp {
        var follow = FollowUp()
        var effects = decided
        effects += state.dueReplies()
        while !effects.isEmpty {
            for effect in effects {
                switch effect {
                case .publish(let push):
                    state.pushesDue[push.ticket] = wall
                    guard !output.enqueue(push) else { continue }
                    let failure = "too much waits for a broker that is down"
                    if let settled = settle(push.ticket, failure: failure, at: wall, in: &state) {
                        follow.refused.append(settled)
                    }
                case .releaseReply(let number):
                    if let release = state.replies.release(number) { follow.releases.append(release) }
                case .broker(let command): output.enqueue(command)
                }
            }
            effects = state.dueReplies()
        }
        return follow
    }

    /// Called under the lock, which keeps the order.
    func record(_ kind: RecordedInput.Kind, at instant: SimulatedInstant) {
        recorder?.record(RecordedInput(tenantCode: tenantCode, instant: instant, kind: kind))
    }
}
